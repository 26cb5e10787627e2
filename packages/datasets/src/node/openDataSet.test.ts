import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataError, type DataErrorKind } from '../dataError.js';
import { type IdxArray, writeIdx } from '../idx.js';
import { openDataSet } from './openDataSet.js';

const images = (count: number, side = 4): Uint8Array =>
  idx(
    Uint8Array.from({ length: count * side * side }, (_, i) => i % 256),
    [count, side, side],
  );
const labels = (...values: number[]): Uint8Array => idx(Uint8Array.from(values), [values.length]);
const idx = (data: IdxArray, shape: number[]): Uint8Array => writeIdx({ data, shape });
const files = (): Record<string, Uint8Array> => ({
  'train-images-idx3-ubyte': images(3),
  'train-labels-idx1-ubyte': labels(7, 0, 9),
  't10k-images-idx3-ubyte': images(2),
  't10k-labels-idx1-ubyte': labels(1, 2),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

async function put(contents: Record<string, Uint8Array>): Promise<string> {
  for (const [name, bytes] of Object.entries(contents)) await writeFile(join(folder, name), bytes);
  return folder;
}

const mnist = ({ dir }: { dir: string }): ReturnType<typeof openDataSet> => openDataSet('mnist', { dataDir: dir });

describe('mnist in a folder', () => {
  const renamings: [name: string, rename: (name: string) => string, zip: boolean][] = [
    ['plain', (name): string => name, false],
    ['gz', (name): string => `${name}.gz`, true],
    ['dotted', (name): string => name.replace('-idx', '.idx'), false],
    ['dotted gz', (name): string => `${name.replace('-idx', '.idx')}.gz`, true],
    ['plain though named gz', (name): string => `${name}.gz`, false],
  ];
  test.each(renamings)('%s files', async (_, rename, zip) => {
    const renamed = Object.entries(files()).map(([name, bytes]) => [rename(name), zip ? gzipSync(bytes) : bytes] as const);
    const set = await mnist({ dir: await put(Object.fromEntries(renamed)) });
    expect(set).toMatchObject({ name: 'mnist', license: 'CC-BY-SA-3.0', source: expect.stringContaining('Burges') });
    expect(set.train).toEqual({
      x: { data: Uint8Array.from({ length: 48 }, (_, i) => i), shape: [3, 4, 4, 1] },
      y: { data: Int32Array.of(7, 0, 9), shape: [3] },
      binarization: 'none',
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      name: 'mnist, training',
    });
    expect(set.test.x.shape).toEqual([2, 4, 4, 1]);
    expect([...(set.test.y?.data ?? [])]).toEqual([1, 2]);
  });

  const broken: [name: string, change: Record<string, Uint8Array>, kind: DataErrorKind, message: RegExp][] = [
    [
      'wrong magic',
      { 'train-images-idx3-ubyte': Uint8Array.of(80, 75, 3, 4, 0, 0, 0, 0) },
      'magic',
      /train-images-idx3-ubyte.*50 4b 03 04/,
    ],
    [
      'truncated gz',
      { 't10k-images-idx3-ubyte': gzipSync(images(2)).subarray(0, 30) },
      'truncated',
      /t10k-images-idx3-ubyte.*gzip file ends/,
    ],
    [
      'truncated',
      { 't10k-labels-idx1-ubyte': labels(1, 2).subarray(0, 9) },
      'truncated',
      /t10k-labels-idx1-ubyte.*end at offset 9/,
    ],
    ['nothing in it', { 'train-labels-idx1-ubyte': new Uint8Array(0) }, 'truncated', /train-labels-idx1-ubyte/],
    [
      'fewer labels',
      { 'train-labels-idx1-ubyte': labels(1, 2) },
      'count-mismatch',
      /has 3 images but .*train-labels-idx1-ubyte has 2 labels/,
    ],
    [
      'label 10',
      { 'train-labels-idx1-ubyte': labels(0, 10, 3) },
      'label-range',
      /label 1 of .*train-labels-idx1-ubyte is 10; .*0 to 9/,
    ],
    ['half a label', { 'train-labels-idx1-ubyte': idx(Float32Array.of(0, 1.5, 3), [3]) }, 'label-range', /label 1 of .* is 1.5/],
    ['labels for images', { 'train-images-idx3-ubyte': labels(1, 2, 3) }, 'shape', /Are these the labels\?/],
    ['images for labels', { 'train-labels-idx1-ubyte': images(3) }, 'shape', /Are these the images\?/],
    ['other test images', { 't10k-images-idx3-ubyte': images(2, 5) }, 'shape', /\[3,4,4,1\] but test images \[2,5,5,1\]/],
    [
      'NaN',
      { 'train-images-idx3-ubyte': idx(new Float32Array(48).fill(Number.NaN, 17), [3, 4, 4]) },
      'not-finite',
      /NaN at row 1, column 1/,
    ],
    ['no images', { 't10k-images-idx3-ubyte': images(0), 't10k-labels-idx1-ubyte': labels() }, 'empty', /at least one/],
  ];
  test.each(broken)('refuses %s', async (_, change, kind, message) => {
    const dir = await put({ ...files(), ...change });
    await expect(mnist({ dir })).rejects.toMatchObject({ name: 'DataError', kind, message: expect.stringMatching(message) });
  });

  test('a missing file: names those it looked for', async () => {
    const { 'train-labels-idx1-ubyte': _, ...rest } = files();
    const error = await mnist({ dir: await put(rest) }).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({
      kind: 'file-missing',
      message: `locateDataSet: '${folder}' holds a part of mnist but not train-labels-idx1-ubyte.gz; put the rest there or leave the folder out`,
    });
  });

  test('a missing folder, a file for a folder, a folder for a file, no folder at all', async () => {
    const missing = join(folder, 'nowhere');
    await expect(mnist({ dir: missing })).rejects.toMatchObject({
      kind: 'folder-missing',
      message: expect.stringContaining(`'${missing}' does not exist`),
    });
    await put({ file: new Uint8Array(1) });
    await expect(mnist({ dir: join(folder, 'file') })).rejects.toMatchObject({
      kind: 'folder-missing',
      message: expect.stringContaining('is a file'),
    });
    await put(files());
    await rm(join(folder, 't10k-images-idx3-ubyte'));
    await mkdir(join(folder, 't10k-images-idx3-ubyte'));
    await expect(mnist({ dir: folder })).rejects.toMatchObject({
      kind: 'file-unreadable',
      message: expect.stringContaining('t10k-images-idx3-ubyte'),
    });
  });
});

test('fashion-mnist: the names of its classes', async () => {
  const set = await openDataSet('fashion-mnist', { dataDir: await put(files()) });
  expect(set).toMatchObject({ name: 'fashion-mnist', license: 'MIT' });
  expect(set.train.classes?.[7]).toBe('sneaker');
  expect(set.train.classes).toHaveLength(10);
});

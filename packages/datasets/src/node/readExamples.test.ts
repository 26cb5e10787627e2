import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PlainTensor } from '@vaekit-internal/base';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeIdx } from '../idx.js';
import { bytesOf, imageOracle, pictureFile } from '../imageOracle.test-helper.js';
import { writeNpy } from '../npy.js';
import { failure, oracle, oracleFile } from '../oracleFiles.test-helper.js';
import { validateExamples } from '../validateExamples.js';
import { readExamples } from './readExamples.js';
import type { ReadExamplesOptions } from '../reading/readExamplesOptions.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

/** Writes files below the folder and gives the path of the first. */
async function put(files: Record<string, Uint8Array>): Promise<string> {
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return join(folder, Object.keys(files)[0] ?? '');
}
const ramp = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 256);
const images = (count: number): { data: Uint8Array; shape: number[] } => ({ data: ramp(count * 6), shape: [count, 2, 3] });
const labels = (...values: number[]): { data: Uint8Array; shape: number[] } => ({
  data: Uint8Array.from(values),
  shape: [values.length],
});
const png = (name: string): Uint8Array => oracleFile(`${name}.png`);

describe('a file', () => {
  test('IDX, alone, with labels beside it, in gzip', async () => {
    const path = await put({ 'train-images-idx3-ubyte': writeIdx(images(3)) });
    expect(await readExamples(path)).toMatchObject({ format: 'idx', train: { x: { shape: [3, 2, 3, 1] } } });
    await put({ 'train-labels-idx1-ubyte.gz': gzipSync(writeIdx(labels(2, 0, 1))) });
    expect((await readExamples(path)).train.y?.data).toEqual(Int32Array.of(2, 0, 1));
    const zipped = await put({ 'mine.gz': gzipSync(writeIdx(images(2))) });
    expect((await readExamples(zipped)).train).toMatchObject({ x: { data: ramp(12), shape: [2, 2, 3, 1] } });
  });

  test('NPY and NPZ: by the names of arrays', async () => {
    const path = await put({ 'x_train.npy': writeNpy(images(3)) });
    expect((await readExamples(path)).train.y).toBeUndefined();
    await put({ 'y_train.npy': writeNpy({ data: Int32Array.of(1, 1, 0), shape: [3, 1] }) });
    expect((await readExamples(path)).train.y).toEqual({ data: Int32Array.of(1, 1, 0), shape: [3] });
    const archive = await put({ 'set.npz': oracleFile('deflated.npz') });
    const { format, train } = await readExamples(archive);
    expect(format).toBe('npz');
    expect(train.x.shape).toEqual([6, 4, 4, 1]);
    expect([...(train.y?.data ?? [])]).toEqual(oracle.npz.y?.data);
  });

  test('CIFAR and a single image', async () => {
    const record = ramp(3073);
    record[0] = 5;
    expect(await readExamples(await put({ 'data_batch_1.bin': record }))).toMatchObject({
      format: 'cifar10',
      train: { y: { data: Int32Array.of(5) } },
    });
    expect(await readExamples(await put({ 'a.png': png('rgb') }))).toMatchObject({
      format: 'images',
      train: { x: { shape: [1, 7, 9, 3] } },
    });
  });

  test.each(['table.csv', 'table.csv.gz', 'snappy.parquet'])('%s: encoded by what the training part says', async (name) => {
    const path = await put({ [name]: oracleFile(name) });
    const {
      train,
      validation,
      test: held,
      encoding,
      table,
    } = await readExamples(path, { label: 'species', testFraction: 0.2, validationFraction: 0.25, seed: 1 });
    expect([train, validation, held].map((part) => part?.x.shape)).toEqual([
      [24, 7],
      [8, 7],
      [8, 7],
    ]);
    for (const part of [train, validation, held]) validateExamples(part!);
    expect(table?.size).toBe(40);
    expect(train.classes).toEqual(['setosa', 'versicolor', 'virginica']);
    const count = encoding?.columns.find((column) => column.name === 'count');
    const values = Array.from({ length: 24 }, (_, row) => train.x.data[row * 7 + (count?.offset ?? 0)] ?? 0);
    // Mean 0 and deviation 1 over the training part; 40 rows in all would give other numbers.
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / 24).toBeCloseTo(1, 5);
    // The encoding of a run encodes the whole file as it did its part.
    const again = await readExamples(path, { encoding: encoding! });
    expect(again.train.x.shape).toEqual([40, 7]);
    expect(again.encoding).toBe(encoding);
    expect(again.train.classes).toEqual(train.classes);
  });

  test.each([
    ['csv', 'x,y\n1,1\n2,odd\n3,2\n4,\n', [0, 3, 1, -1]],
    ['jsonl', '{"x":1,"y":1}\n{"x":2,"y":"odd"}\n{"x":3,"y":2}\n{"x":4}\n', [0, 3, 1, -1]],
    ['csv', 'x,y\n1,3\n2,2\n', [2, 1]],
  ])('%s: labels that were numbers may be words in a later file, but not features', async (ending, text, expected) => {
    const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
    const path = await put({ 'first.csv': bytes('x,y\n1,1\n2,2\n3,3\n4,1\n') });
    const { encoding, schema: earlier } = await readExamples(path, { label: 'y' });
    const options = { encoding: encoding!, earlier: earlier!, encode: { labels: 'any' } } as const;
    const later = await readExamples(await put({ [`later.${ending}`]: bytes(text) }), options);
    expect([...later.train.y!.data]).toEqual(expected);
    expect(later.train.classes!.slice(0, 3)).toEqual(['1', '2', '3']);
    const wrong = await put({ 'wrong.csv': bytes('x,y\n1,odd\nmany,1\n') });
    expect((await failure(() => readExamples(wrong, options))).message).toMatch(/column 'x' holds "many"/);
  });

  test('TSV, and options of the reader', async () => {
    const path = await put({ 't.tsv': new TextEncoder().encode('a\tb\n1\tx\n2\ty\n4\tx\n') });
    const { train, encoding } = await readExamples(path, { types: { a: 'category' }, exclude: ['b'] });
    expect(train.x).toEqual({ data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), shape: [3, 3] });
    expect(encoding?.columns).toMatchObject([
      { name: 'a', type: 'category' },
      { name: 'b', type: 'left-out' },
    ]);
  });
});

describe('what people bring', () => {
  const text = (line: (row: number) => string, rows = 6): Uint8Array =>
    new TextEncoder().encode([line(-1), ...Array.from({ length: rows }, (_, row) => line(row)), ''].join('\n'));
  const pixelLine = (row: number): string =>
    ['label', ...Array.from({ length: 64 }, (_, i) => `pixel${i}`)]
      .map((name, i) => (row < 0 ? name : (i * 31 + row) % (i === 0 ? 3 : 256)))
      .join(',');
  const plainLine = (row: number): string => pixelLine(row).replaceAll('pixel', 'c');
  const npz = (arrays: Record<string, PlainTensor>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)])));
  const some = (count: number): PlainTensor => ({ data: new Uint8Array(count * 4).fill(9), shape: [count, 2, 2] });
  const dogs = { bytes: imageOracle.labels['unicode']!.bytes };
  const cases: [string, Record<string, Uint8Array>, ReadExamplesOptions, object][] = [
    [
      'a table of pixels',
      { 'a.csv': text(pixelLine) },
      {},
      {
        train: {
          x: { shape: [6, 8, 8, 1] },
          classes: ['0', '1', '2'],
        },
        notes: [expect.stringMatching(/64 columns of pixels are images/), "column 'label' is taken for the label"],
      },
    ],
    [
      'a table that looks like pixels',
      { 'a.csv': text(plainLine) },
      { label: 'label' },
      { encoding: {}, notes: [expect.stringMatching(/look like images of 8x8; with image 8x8/)] },
    ],
    [
      'the same, as asked',
      { 'a.csv': text(plainLine) },
      { label: 'label', image: { height: 4, width: 16, channels: 1 }, testFraction: 0.5 },
      { train: { x: { shape: [3, 4, 16, 1] } }, test: { x: { shape: [3, 4, 16, 1] } } },
    ],
    [
      'three parts in an archive',
      {
        'a.npz': npz({
          train_images: some(4),
          train_labels: labels(0, 2, 0, 2),
          val_images: some(2),
          val_labels: labels(1, 2),
          test_images: some(1),
          test_labels: labels(3),
        }),
      },
      {},
      {
        train: { classes: ['0', '1', '2', '3'], y: { data: Int32Array.of(0, 2, 0, 2) } },
        validation: { y: { data: Int32Array.of(1, 2) } },
        test: { y: { data: Int32Array.of(3) } },
      },
    ],
    [
      'names in capitals',
      { 'a.npz': npz({ X: some(2), Y: labels(5, 3) }) },
      {},
      { train: { classes: ['3', '5'], y: { data: Int32Array.of(1, 0) } } },
    ],
    ['a sparse matrix', { 'a.npz': bytesOf(imageOracle.sparse['csr i8']!) }, {}, { train: { x: { shape: [6, 8] } } }],
    [
      'texts beside an array',
      { 'x.npy': writeNpy(some(4)), 'y.npy': bytesOf(dogs) },
      {},
      { train: { classes: ['cat', 'dog', 'emu'], y: { data: Int32Array.of(1, 0, 1, 2) } } },
    ],
    [
      'channels first',
      { 'x.npy': writeNpy({ data: new Uint8Array(90).fill(3), shape: [1, 3, 6, 5] }) },
      {},
      {
        train: {
          x: { shape: [1, 6, 5, 3] },
          array: { channels: 'first' },
          notes: [expect.stringMatching(/channels came first/)],
        },
      },
    ],
    [
      'channels said',
      { 'x.npy': writeNpy({ data: new Uint8Array(90).fill(3), shape: [2, 3, 5, 3] }) },
      { channels: 'first' },
      { train: { x: { shape: [2, 5, 3, 3] } } },
    ],
    ['one JPEG', { 'a.jpg': pictureFile('color.jpg') }, {}, { format: 'images', train: { x: { shape: [1, 8, 12, 3] } } }],
    [
      'photos of mixed sizes',
      {
        'p/a/1.jpg': pictureFile('turned6.jpg'),
        'p/b/2.webp': pictureFile('alpha.webp'),
        'p/b/3.png': pictureFile('halves.png'),
      },
      { images: { size: { width: 6, height: 6 } } },
      { train: { x: { shape: [3, 6, 6, 3] }, classes: ['a', 'b'] } },
    ],
  ];
  test.each(cases)('%s', async (_, files, options, expected) => {
    const path = await put(files);
    const [first = ''] = Object.keys(files);
    expect(await readExamples(first.startsWith('p/') ? join(folder, 'p') : path, options)).toMatchObject(expected);
  });
});

describe('a folder', () => {
  test('the four files of MNIST, with dots and gzip; arrays; batches of CIFAR', async () => {
    await put({
      'idx/train-images.idx3-ubyte': writeIdx(images(3)),
      'idx/train-labels-idx1-ubyte.gz': gzipSync(writeIdx(labels(0, 1, 2))),
      'idx/t10k-images-idx3-ubyte': writeIdx(images(1)),
      'npy/x.npy': writeNpy(images(4)),
      'npy/y.npy': writeNpy(labels(0, 0, 1, 1)),
      'cifar/data_batch_1.bin': new Uint8Array(3073),
      'cifar/data_batch_2.bin': new Uint8Array(3073).fill(1),
      'cifar/test_batch.bin': new Uint8Array(3073).fill(2),
      'cifar100/train.bin': new Uint8Array(3074).fill(3),
    });
    const read = (name: string): ReturnType<typeof readExamples> => readExamples(join(folder, name));
    expect(await read('idx')).toMatchObject({
      format: 'idx',
      train: { y: { data: Int32Array.of(0, 1, 2) } },
      test: { x: { shape: [1, 2, 3, 1] } },
    });
    expect(await read('npy')).toMatchObject({ format: 'npy', train: { y: { data: Int32Array.of(0, 0, 1, 1) } } });
    expect(await read('cifar')).toMatchObject({
      format: 'cifar10',
      train: { x: { shape: [2, 32, 32, 3] }, y: { data: Int32Array.of(0, 1) } },
      test: { y: { data: Int32Array.of(2) } },
    });
    expect(await read('cifar100')).toMatchObject({ format: 'cifar100', train: { y: { data: Int32Array.of(3) } } });
  });

  test('images: classes, links, hidden files, other files beside them', async () => {
    await put({
      'set/cat/1.png': png('gray'),
      'set/cat/2.PNG': png('gray-smooth'),
      'set/README.txt': ramp(3),
      'set/.hidden/3.png': ramp(3),
      'elsewhere/9.png': png('palette4'),
    });
    await symlink(join(folder, 'elsewhere'), join(folder, 'set', 'dog'));
    const { format, train } = await readExamples(join(folder, 'set'));
    expect(format).toBe('images');
    expect(train).toMatchObject({ classes: ['cat', 'dog'], x: { shape: [3, 7, 9, 3] }, y: { data: Int32Array.of(0, 0, 1) } });
    const gray = await readExamples(join(folder, 'set'), { images: { color: 'gray' }, validationFraction: 0.4 });
    expect(gray.train.x.shape.slice(1)).toEqual([7, 9, 1]);
    expect(gray.validation?.x.shape[0]).toBe(1);
  });

  test('images below train and test: the classes and the channels of training', async () => {
    await put({ 'train/a/1.png': png('gray'), 'train/b/1.png': png('rgb'), 'test/b/1.png': png('gray') });
    const { train, test: held } = await readExamples(folder);
    expect(train.classes).toEqual(['a', 'b']);
    expect(held).toMatchObject({ classes: ['a', 'b'], x: { shape: [1, 7, 9, 3] }, y: { data: Int32Array.of(1) } });
  });
});

test('each file that is read is told, as it lies on the disk', async () => {
  const files = { 'a/one.png': png('rgb'), 'b/two.png': png('rgb') };
  await put(files);
  const told = new Map<string, Uint8Array>();
  const onFile = (path: string, bytes: Uint8Array): void => void told.set(path, Uint8Array.from(bytes));
  await readExamples(folder, { onFile });
  expect([...told.keys()].sort()).toEqual(Object.keys(files).map((name) => join(folder, name)));
  const zipped = gzipSync(writeIdx(images(3)));
  const path = await put({ 'x/train-images-idx3-ubyte.gz': zipped, 'x/train-labels-idx1-ubyte': writeIdx(labels(2, 0, 1)) });
  told.clear();
  await readExamples(path, { onFile });
  expect([...told.keys()]).toEqual([path, join(folder, 'x', 'train-labels-idx1-ubyte')]);
  expect(told.get(path)).toEqual(Uint8Array.from(zipped));
});

describe('refusals', () => {
  const wrong = async (path: string, options = {}): Promise<string[]> => {
    const { kind, message } = await failure(() => readExamples(path, options));
    return [kind, message.replaceAll(folder, 'DIR')];
  };

  test('what is not there, what is none of the formats', async () => {
    expect(await wrong('')).toEqual(['option', expect.stringMatching(/`path` is ""/)]);
    expect(await wrong(join(folder, 'nowhere'))).toEqual([
      'file-missing',
      "readExamples: 'DIR/nowhere' does not exist; give the path of a file or a folder",
    ]);
    expect(await wrong(await put({ 'a.jpx': Uint8Array.of(255, 0, 255, 224) }))).toEqual([
      'unsupported',
      expect.stringMatching(/is none of IDX, NPY/),
    ]);
    await mkdir(join(folder, 'empty'));
    expect(await wrong(join(folder, 'empty'))).toEqual(['unsupported', expect.stringMatching(/holds no data set; IDX files/)]);
    await put({ 'photos/a.jpg': pictureFile('color.jpg'), 'photos/b.png': png('gray') });
    expect(await wrong(join(folder, 'photos'))).toEqual([
      'shape',
      expect.stringMatching(/b\.png has 9 by 7 .* a\.jpg has 12 by 8.*--size/),
    ]);
    expect(await wrong(await put({ 'big.npy': writeNpy(images(3)) }), { maxBytes: 10 })).toEqual([
      'too-large',
      expect.stringMatching(/at most 10/),
    ]);
  });

  test('damage is told with the path of the file', async () => {
    expect(await wrong(await put({ 'x.npy': writeNpy(images(3)).subarray(0, 140) }))).toEqual([
      'truncated',
      expect.stringMatching(
        /^readExamples, 'DIR\/x\.npy': .*ends at offset 140|^readExamples, 'DIR\/x\.npy': the data end at offset 140/,
      ),
    ]);
    await put({ 'set/a/1.png': png('gray'), 'set/a/2.png': png('gray').subarray(0, 60) });
    expect(await wrong(join(folder, 'set'))).toEqual(['truncated', expect.stringMatching(/DIR\/set.*a\/2\.png: /)]);
    const bomb = gzipSync(new Uint8Array(2 ** 22));
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(bomb.length - 4, 2 ** 31, true);
    expect(await wrong(await put({ 'bomb.npy.gz': bomb }))).toEqual([
      'too-large',
      expect.stringMatching(/announces 2147483648 inflated bytes/),
    ]);
  });
});

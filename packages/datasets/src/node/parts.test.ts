import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Examples } from '../examples.js';
import { failure } from '../oracleFiles.test-helper.js';
import { type FileLike, fileTreeOf } from '../reading/fileTree.js';
import { readExamplesFrom } from '../reading/readExamplesFrom.js';
import { type PartName, partNames, type ReadExamples, type ReadExamplesOptions } from '../reading/readExamplesOptions.js';
import type { Table } from '../table.js';
import { decodeTable } from '../index.js';
import { readExamples } from './readExamples.js';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string | { readonly base64: string }>>;
  readonly options: ReadExamplesOptions;
  /** The values of each part's columns, as pandas has them. */
  readonly tables?: Readonly<Partial<Record<PartName, Record<string, (string | number | null)[]>>>>;
  readonly arrays?: Readonly<Partial<Record<PartName, { shape: number[]; sum: number; labels?: number[] }>>>;
  readonly classes?: readonly string[];
  readonly notes?: number;
}

const cases = JSON.parse(readFileSync(new URL('../../oracles/parts.json', import.meta.url), 'utf8')) as readonly Case[];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const bytesOf = (content: Case['files'][string]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.base64, 'base64'));

/** What a browser's picker gives for a folder. */
const picked = (files: Case['files']): FileLike[] =>
  Object.entries(files).map(([path, content]) => ({
    name: path.slice(path.lastIndexOf('/') + 1),
    webkitRelativePath: `picked/${path}`,
    size: bytesOf(content).length,
    arrayBuffer: () => Promise.resolve(bytesOf(content).buffer),
  }));

async function put(place: string, files: Case['files']): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, place, path)), { recursive: true });
    await writeFile(join(folder, place, path), bytesOf(content));
  }
  const [only, ...more] = Object.keys(files);
  // One archive is given itself, not its folder.
  return more.length === 0 && only?.endsWith('.npz') ? join(folder, place, only) : join(folder, place);
}

const listsOf = ({ columns, size }: Table): Record<string, (string | number | null)[]> =>
  Object.fromEntries(
    columns.map((column) => [
      column.name,
      Array.from({ length: size }, (_, row) => {
        if (column.missing?.[row]) return null;
        const value = column.values[row] ?? null;
        return column.type === 'category' ? (column.categories[Number(value)] ?? null) : value;
      }),
    ]),
  );

function expectTables(read: ReadExamples, { tables = {} }: Case): void {
  expect(listsOf(read.table as Table)).toEqual(tables.train);
  for (const part of ['validation', 'test'] as const) {
    const wanted = tables[part];
    const examples = read[part];
    expect(examples === undefined, part).toBe(wanted === undefined);
    if (wanted === undefined || examples === undefined) continue;
    const rows = listsOf(decodeTable(examples.x, read.encoding!));
    for (const [name, values] of Object.entries(wanted)) {
      expect(rows[name]).toEqual(values.map((value) => (typeof value === 'number' ? expect.closeTo(value, 4) : value)));
    }
  }
}

function expectArrays(read: ReadExamples, { arrays = {}, classes }: Case): void {
  for (const part of partNames) {
    const wanted = arrays[part];
    const examples = read[part] as Examples<'none'> | undefined;
    expect(examples === undefined, part).toBe(wanted === undefined);
    if (wanted === undefined || examples === undefined) continue;
    const shape = wanted.shape.length === 3 ? [...wanted.shape, 1] : wanted.shape;
    expect(examples.x.shape).toEqual(shape);
    expect(Array.from(examples.x.data).reduce((sum, value) => sum + value, 0)).toBe(wanted.sum);
    expect(examples.y === undefined ? undefined : [...examples.y.data]).toEqual(wanted.labels);
    if (classes !== undefined) expect(examples.classes).toEqual(classes);
  }
}

describe('parts and files of one table, as pandas, NumPy and Pillow read them', () => {
  test.each(cases.map((one, i) => [one.name, one, i] as const))('%s', async (_, one, i) => {
    const options = { standardize: false, ...one.options };
    const path = await put(String(i), one.files);
    const files = picked(one.files);
    const archive = path.endsWith('.npz');
    for (const read of [
      await readExamples(path, options),
      await readExamplesFrom(fileTreeOf(archive ? { ...files[0]!, webkitRelativePath: '' } : files), options),
    ]) {
      if (one.tables !== undefined) expectTables(read, one);
      else expectArrays(read, one);
      expect(read.notes?.length ?? 0).toBe(one.notes ?? 0);
      const parts = Object.keys(one.tables ?? one.arrays ?? {});
      expect(read.parts ?? ['train']).toEqual(one.options.part === undefined ? parts : [one.options.part]);
    }
  });

  test('a pattern is the files that it matches', async () => {
    const path = await put('glob', { 'a/x.csv': 'v\n1\n2\n', 'b/x.csv': 'v\n3\n', 'b/y.txt': 'v\n4\n' });
    expect((await readExamples(`${path}/*/*.csv`)).table?.columns[0]?.values).toEqual(Float64Array.of(1, 2, 3));
    expect((await failure(() => readExamples(`${path}/*.tsv`))).message).toMatch(/no file matches '.*\*\.tsv'/);
  });
});

describe('refusals', () => {
  const table = 'a,b\n1,2\n3,5\n';
  const rows: [name: string, files: Case['files'], options: ReadExamplesOptions, message: RegExp][] = [
    ['a part for test alone', { 'test.csv': table }, {}, /the part test only, which no model is trained on; ask for it/],
    [
      'a part that is not there',
      { 'train.csv': table },
      { part: 'test' },
      /has the parts train, but the part 'test' is asked for/,
    ],
    ['a part of data in one', { 'x.csv': table }, { part: 'test' }, /has no parts, but the part 'test'/],
    ['a column too few', { '1.csv': table, '2.csv': 'a\n1\n' }, {}, /2\.csv' has no column 'b', which '.*1\.csv' has/],
    ['a column too many', { '1.csv': 'a\n1\n2\n', '2.csv': table }, {}, /2\.csv' has the column 'b', which '.*1\.csv' has not/],
    [
      'a test part without a column',
      { 'train.csv': table, 'test.csv': 'a\n1\n' },
      {},
      /the part 'test' has no column 'b'.*make it the label/,
    ],
    [
      'CSV beside something else',
      { '1.csv': table, '2.csv': { base64: 'AAECAwQF' } },
      {},
      /1\.csv|2\.csv' is no table|zero byte/,
    ],
    ['no rows at all', { '1.csv': 'a\n', '2.csv': 'a\n' }, {}, /have no rows/],
  ];
  test.each(rows)('%s', async (name, files, options, message) => {
    expect((await failure(async () => readExamples(await put(`refused ${name}`, files), options))).message).toMatch(message);
  });

  test('the label may be missing from the test part', async () => {
    const path = await put('unlabeled', { 'train.csv': 'a,b\n1,x\n3,y\n', 'test.csv': 'a\n7\n' });
    const { train, test: held } = await readExamples(path, { label: 'b', standardize: false });
    expect(train.classes).toEqual(['x', 'y']);
    expect(held?.y).toBeUndefined();
    expect(held?.x.data).toEqual(Float32Array.of(7));
  });
});

import { describe, expect, test } from 'vitest';
import { readCsv } from '../csv/readCsv.js';
import type { DataErrorKind } from '../dataError.js';
import { failure, oracle, oracleFile } from '../oracleFiles.test-helper.js';
import { columnTypes, encodeTable, fitTableEncoding } from '../index.js';
import { readPng } from '../png.js';
import { decompressorOf } from './codecs.js';
import { readParquet } from './readParquet.js';

async function listsOf(name: string): Promise<Record<string, (string | number | boolean | null)[]>> {
  const table = await readParquet(oracleFile(name));
  const lists = table.columns.map((column) => [
    column.name,
    Array.from({ length: table.size }, (_, row) => {
      if (column.missing?.[row]) return null;
      const value = column.values[row] ?? null;
      if (column.type === 'category') return column.categories[Number(value)] ?? null;
      return column.type === 'boolean' ? value === 1 : value;
    }),
  ]);
  return Object.fromEntries(lists) as Record<string, (string | number | boolean | null)[]>;
}

describe('files that pyarrow wrote', () => {
  test.each(['snappy.parquet', 'plain.parquet', 'gzip-v2.parquet', 'zstd.parquet', 'lz4.parquet', 'brotli.parquet'])(
    '%s',
    async (name) => {
      expect(await listsOf(name)).toEqual(oracle.parquet.table);
    },
  );
  test.each(['kinds', 'delta', 'split', 'lists'])('%s', async (name) => {
    expect(await listsOf(`${name}.parquet`)).toEqual(oracle.parquet[name]);
  });

  test('types follow from the file, or are given', async () => {
    const { columns } = await readParquet(oracleFile('kinds.parquet'));
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      i8: 'integer',
      u16: 'integer',
      i32: 'integer',
      u32: 'integer',
      i64: 'integer',
      f16: 'number',
      f32: 'number',
      f64: 'number',
      yes: 'boolean',
      day: 'date',
      time: 'date',
      text: 'category',
      decimal: 'number',
    });
    const given = await readParquet(oracleFile('kinds.parquet'), {
      columns: ['u16', 'text'],
      types: { u16: 'category', text: 'text' },
    });
    expect(given.columns).toMatchObject([
      { type: 'category', categories: ['1', '2', '4', '65535'] },
      { type: 'text', values: ['a', 'b', '', 'a'] },
    ]);
  });

  test('the same table as from CSV, once encoded', async () => {
    const csv = readCsv(oracleFile('table.csv'));
    const encoding = fitTableEncoding(csv, { label: 'species' });
    const table = await readParquet(oracleFile('snappy.parquet'), { types: columnTypes(encoding) });
    expect(encodeTable(table, encoding)).toEqual(encodeTable(csv, encoding));
  });

  test('images are cells, and whole numbers with names categories', async () => {
    const { images, columns } = await readParquet(oracleFile('images.parquet'));
    expect(images?.name).toBe('image');
    expect(images?.cells.map((cell) => cell?.path)).toEqual(['0.png', '1.png', '2.png', '3.png', '4.png']);
    expect(readPng(images?.cells[3]?.bytes ?? new Uint8Array(0)).data).toEqual(new Uint8Array(12).fill(120));
    expect(columns).toMatchObject([
      { name: 'label', type: 'category', categories: ['zebra', 'ape', 'cat'], values: Int32Array.of(0, 2, 0, 2, 0) },
      { name: 'width', type: 'integer' },
    ]);
    expect((await readParquet(oracleFile('images.parquet'), { exclude: ['image', 'width'] })).columns).toHaveLength(1);
  });
});

test('bytes that are images are those; other bytes are texts', async () => {
  const { images, columns } = await readParquet(oracleFile('bytes.parquet'));
  expect([images?.name, images?.cells.length]).toEqual(['photo', 5]);
  expect(readPng(images?.cells[3]?.bytes ?? new Uint8Array(0)).data).toEqual(new Uint8Array(12).fill(120));
  expect(columns).toMatchObject([
    { name: 'note', type: 'category', categories: ['ab', 'c'], values: Int32Array.of(0, -1, 1, 0, 1) },
    { name: 'label', type: 'category', categories: ['a', 'b'] },
  ]);
});

describe('LZ4 in the frames of Hadoop', () => {
  // A block of three literals, by the format's description: its token holds their number in the upper four bits.
  const block = [0x30, 97, 98, 99];
  const frame = (inflated: number, compressed: number): number[] => [0, 0, 0, inflated, 0, 0, 0, compressed, ...block];
  test.each([
    ['two frames', [...frame(3, 4), ...frame(3, 4)], 6],
    ['no frame', block, 3],
  ])('%s', async (_, bytes, size) => {
    const decompress = await decompressorOf('t', 'LZ4');
    expect(new TextDecoder().decode(decompress('t', Uint8Array.from(bytes), size))).toBe('abcabc'.slice(0, size));
  });
  test('a frame of a negative size ends in an error, not in a loop', async () => {
    const decompress = await decompressorOf('t', 'LZ4');
    const bytes = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 248, ...block);
    expect((await failure(() => decompress('t', bytes, 3))).kind).toBe('damaged');
  });
});

describe('refusals', () => {
  const whole = oracleFile('plain.parquet');
  const changed = (at: number, ...values: number[]): Uint8Array => {
    const copy = whole.slice();
    copy.set(values, at < 0 ? whole.length + at : at);
    return copy;
  };
  const cases: [name: string, bytes: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', new Uint8Array(0), 'truncated', /0 bytes/],
    ['a PNG', oracleFile('gray.png'), 'magic', /offset 0 holds 89/],
    ['cut off', whole.subarray(0, -1), 'truncated', /"PAR1" was expected at offset/],
    ['a byte too many', Uint8Array.of(...whole, 0), 'truncated', /bytes after its end/],
    ['a footer larger than the file', changed(-8, 255, 255, 255, 127), 'truncated', /announces a footer of 2147483647 bytes/],
    ['a footer that is too small', changed(-8, 4, 0), 'trailing', /footer ends/],
    ['lists of two lengths', oracleFile('nested.parquet'), 'unsupported', /lists of 2 values in row 0 and of 1 in row 1/],
  ];
  test.each(cases)('%s', async (_, bytes, kind, message) => {
    const error = await failure(() => readParquet(bytes, { name: 't.parquet' }));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error.message).toMatch(/^t\.parquet/);
  });

  test('a run of two thousand million is not believed', async () => {
    // The levels of the one page: a run (5000 values, two bytes of header) becomes one of 2^28.
    const bytes = oracleFile('constant.parquet');
    const run = bytes.findIndex((byte, i) => byte === 0x90 && bytes[i + 1] === 0x4e && bytes[i + 2] === 1);
    expect(run).toBeGreaterThan(0);
    const snappy = bytes.slice();
    snappy.set([0xff, 0x7f], run);
    expect(await failure(() => readParquet(snappy))).toMatchObject({ kind: expect.stringMatching(/damaged|truncated/) });
    expect((await readParquet(bytes)).columns[0]?.values).toEqual(new Float64Array(5000).fill(7));
  });

  test('options', async () => {
    expect((await failure(() => readParquet(whole, { columns: ['x'] }))).message).toMatch(/no column 'x'; the file has city/);
    expect((await failure(() => readParquet(whole, { maxBytes: 100 }))).kind).toBe('too-large');
    expect((await failure(() => readParquet(whole, { types: { city: 'number' } }))).kind).toBe('type');
    expect((await failure(() => readParquet(whole, { types: { height: 'integer' } }))).message).toMatch(/no integer/);
  });
});

import { expect, test } from 'vitest';
import { pictureFile } from './imageOracle.test-helper.js';
import { detectFormat } from './detectFormat.js';
import { writeIdx } from './idx.js';
import { oracleFile, oracleNames } from './oracleFiles.test-helper.js';

test('by content, whatever the name', () => {
  for (const ending of ['npy', 'npz', 'png', 'parquet', 'csv'] as const) {
    for (const name of oracleNames(`.${ending}`)) expect(detectFormat(oracleFile(name), 'data'), name).toBe(ending);
  }
  expect(detectFormat(oracleFile('table.csv.gz'))).toBe('gzip');
  expect(detectFormat(writeIdx({ data: new Uint8Array(4), shape: [2, 2] }))).toBe('idx');
});

test('CIFAR by ending, length and labels; a cut-off file by its name; no format', () => {
  const record = new Uint8Array(3073);
  expect(detectFormat(record, 'data_batch_1.bin')).toBe('cifar10');
  expect(detectFormat(new Uint8Array(3074), 'train.bin')).toBe('cifar100');
  expect(detectFormat(record.fill(200), 'other.bin')).toBe('cifar10');
  expect(detectFormat(new Uint8Array(0), 'a.parquet')).toBe('parquet');
  expect(detectFormat(new Uint8Array(0), 'train-images-idx3-ubyte')).toBe('idx');
  expect(detectFormat(new Uint8Array(0))).toBeUndefined();
  expect(detectFormat(Uint8Array.of(0xff, 0xd9, 0xff, 0xe0), 'a.jpg')).toBeUndefined();
  expect(detectFormat(Uint8Array.of(1, 2, 3))).toBeUndefined();
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  expect(detectFormat(text('{"a": 1}\n'), 'data')).toBe('jsonl');
  expect(detectFormat(text('[\n {"a": 1}]'), 'data')).toBe('jsonl');
  expect(detectFormat(text('a\n{}'), 'data')).toBe('csv');
  expect(detectFormat(text(''), 'a.ndjson')).toBe('jsonl');
  expect(detectFormat(Uint8Array.of(0xff, 0xfe, 97, 0, 10, 0))).toBe('csv');
  expect(detectFormat(Uint8Array.of(97, 0xfc, 10), 'a.csv')).toBe('csv');
  expect(detectFormat(Uint8Array.of(97, 0xfc, 10), 'a.txt')).toBe('csv');
  // A character cut in two at the end of the sample is still text.
  expect(detectFormat(new TextEncoder().encode(`${'a'.repeat(4095)}é`))).toBe('csv');
});

test.each(['color.jpg', 'lossless.webp', 'color.tif', 'moving.gif'])('%s is an image, whatever its name', (name) => {
  expect(detectFormat(pictureFile(name))).toBe('image');
  expect(detectFormat(pictureFile(name), 'a.csv')).toBe('image');
});

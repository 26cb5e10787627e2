import { expect, test } from 'vitest';
import { failure } from '../oracleFiles.test-helper.js';
import { unsnap } from './snappy.js';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const literal = (words: string): number[] => [(words.length - 1) << 2, ...new TextEncoder().encode(words)];

test('literals and copies of every kind, by the words of the format', () => {
  expect(text(unsnap('it', Uint8Array.of(3, ...literal('abc')), 3))).toBe('abc');
  // Copy with one byte of offset: 4 + 3 bytes from 3 back, over what it writes itself.
  expect(text(unsnap('it', Uint8Array.of(10, ...literal('abc'), (3 << 2) | 1, 3), 10))).toBe('abcabcabca');
  expect(text(unsnap('it', Uint8Array.of(5, ...literal('abc'), (1 << 2) | 2, 2, 0), 5))).toBe('abcbc');
  expect(text(unsnap('it', Uint8Array.of(5, ...literal('abc'), (1 << 2) | 3, 3, 0, 0, 0), 5))).toBe('abcab');
  // A literal of 60 bytes and more has its length in bytes of its own.
  const long = new Uint8Array(300).fill(120);
  expect(unsnap('it', Uint8Array.of(0xac, 2, 61 << 2, 43, 1, ...long), 300)).toEqual(long);
  expect(unsnap('it', Uint8Array.of(0), 0)).toEqual(new Uint8Array(0));
});

test.each<[name: string, bytes: number[], size: number, kind: string]>([
  ['nothing', [], 0, 'truncated'],
  ['another size', [3, ...literal('abc')], 4, 'damaged'],
  ['a size that cannot be', [0xff, 0xff, 3, ...literal('abc')], 65_535, 'damaged'],
  ['a literal cut off', [3, 2 << 2, 97], 3, 'truncated'],
  // Taken for a signed number, this length would go backwards for ever.
  ['a literal of four thousand million bytes', [3, 63 << 2, 0xfa, 0xff, 0xff, 0xff, 97, 98, 99], 3, 'damaged'],
  ['a copy from before the start', [5, ...literal('abc'), (1 << 2) | 2, 4, 0], 5, 'damaged'],
  ['a copy from no distance', [5, ...literal('abc'), (1 << 2) | 2, 0, 0], 5, 'damaged'],
  ['too much', [3, ...literal('abcd')], 3, 'damaged'],
  ['too little', [5, ...literal('abcd')], 5, 'truncated'],
])('refuses %s', async (_, bytes, size, kind) => {
  expect((await failure(() => unsnap('it', Uint8Array.from(bytes), size))).kind).toBe(kind);
});

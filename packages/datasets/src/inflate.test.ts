import { deflateRawSync, constants } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { inflate } from './inflate.js';
import { failure } from './oracleFiles.test-helper.js';

const kind = async (compressed: Uint8Array, expected: number): Promise<string> =>
  (await failure(() => inflate('it', compressed, expected))).kind;

test('what zlib deflates, short and long, at every level and strategy', () => {
  const strategies = [constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE];
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.integer({ min: 0, max: 9 }),
      fc.constantFrom(...strategies),
      fc.constantFrom(1, 3, 500),
      (part, level, strategy, times) => {
        const bytes = Uint8Array.from(
          { length: part.length * times },
          (_, i) => (part[i % part.length] ?? 0) + Math.floor(i / 7777),
        );
        const packed = new Uint8Array(deflateRawSync(bytes, { level, strategy }));
        expect(Buffer.compare(inflate('it', packed, bytes.length), bytes)).toBe(0);
      },
    ),
  );
});

test.each([100, 200_000])('%i bytes: one too few, one too many, cut off, damaged', async (size) => {
  for (const level of [0, 9]) {
    const packed = new Uint8Array(
      deflateRawSync(
        Uint8Array.from({ length: size }, (_, i) => (i * i) % 251),
        { level },
      ),
    );
    expect(await kind(packed, size - 1)).toBe('trailing');
    expect(await kind(packed, size + 1)).toBe('truncated');
    expect(await kind(packed.subarray(0, packed.length - 9), size)).toBe('truncated');
  }
  expect(await kind(Uint8Array.of(7, 1, 2, 3, ...new Uint8Array(size / 100)), size)).toBe('damaged');
  expect(await kind(new Uint8Array(2), size * 1000)).toBe('truncated');
});

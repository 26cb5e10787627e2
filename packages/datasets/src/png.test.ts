import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 } from '@vaekit-internal/base';
import type { DataErrorKind } from './dataError.js';
import { bytesOf, imageOracle } from './imageOracle.test-helper.js';
import { failure, oracle, oracleFile, oracleNames } from './oracleFiles.test-helper.js';
import { readPng } from './png.js';

const signature = [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10];
const big = (value: number): number[] => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

function chunk(type: string, content: Iterable<number> = []): number[] {
  const body = [...[...type].map((character) => character.charCodeAt(0)), ...content];
  return [...big(body.length - 4), ...body, ...big(crc32(Uint8Array.from(body)))];
}
const header = (width: number, height: number, ...rest: number[]): number[] =>
  chunk('IHDR', [...big(width), ...big(height), ...rest]);
const file = (...chunks: number[][]): Uint8Array => Uint8Array.from([...signature, ...chunks.flat()]);
const pixels = (...bytes: number[]): number[] => chunk('IDAT', deflateSync(Uint8Array.from(bytes)));
const end = chunk('IEND');

describe('files that Pillow wrote', () => {
  test.each(oracleNames('.png'))('%s', (name) => {
    const expected = oracle.png[name.replace('.png', '')];
    const image = readPng(oracleFile(name));
    expect({ ...image, data: [...image.data] }).toEqual(expected);
    expect(image.data).toBeInstanceOf(name.startsWith('gray16') ? Uint16Array : Uint8Array);
  });
});

describe('every color type and depth, interlaced or not, as Pillow reads it', () => {
  test.each(Object.entries(imageOracle.png))('%s', (_, expected) => {
    const { data, width, height, channels } = readPng(bytesOf(expected));
    expect([width, height, channels]).toEqual([9, 5, expected.channels]);
    expect([...data]).toEqual(expected.data);
  });
});

test('every filter, over two lines of RGB, against the sums that the standard writes down', () => {
  // Line 1 is stored as it is; line 2 is 10 20 30 | 40 50 60 whatever the filter.
  const above = [1, 2, 3, 4, 5, 6];
  const line = [10, 20, 30, 40, 50, 60];
  const filtered = [
    [0, ...line],
    [1, 10, 20, 30, 30, 30, 30],
    [2, 9, 18, 27, 36, 45, 54],
    // Average: a=0 at the first pixel; floor((a + b) / 2).
    [3, 10 - 0, 20 - 1, 30 - 1, 40 - 7, 50 - 12, 60 - 18],
    // Paeth: at the first pixel above; at the second a=10, b=4, c=1 -> p=13, nearest a; 20, 5, 2 -> a; 30, 6, 3 -> a.
    [4, 10 - 1, 20 - 2, 30 - 3, 40 - 10, 50 - 20, 60 - 30],
  ];
  for (const second of filtered) {
    const image = readPng(file(header(2, 2, 8, 2, 0, 0, 0), pixels(0, ...above, ...second), end));
    expect([...image.data]).toEqual([...above, ...line]);
  }
});

describe('refusals', () => {
  const one = header(1, 1, 8, 0, 0, 0, 0);
  const good = file(one, pixels(0, 7), end);
  const cases: [name: string, bytes: Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', new Uint8Array(0), 'truncated', /ends at offset 0, within the chunk at offset 8/],
    ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff), 'magic', /offset 0 holds ff/],
    ['line ends changed on the way', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 10, 26, 10), 'magic', /offset 4 holds 0a/],
    ['cut off', good.subarray(0, good.length - 1), 'truncated', /ends at offset 66, within the chunk at offset 55/],
    ['no end', good.subarray(0, good.length - 12), 'truncated', /within the chunk at offset 55; chunks from IHDR to IEND/],
    ['a byte too many', Uint8Array.of(...good, 0), 'trailing', /1 byte follows at offset 67/],
    ['a bit flipped', good.map((byte, i) => (i === 18 ? byte ^ 1 : byte)), 'checksum', /IHDR at offset 8 has the CRC-32/],
    ['no pixels', file(one, end), 'truncated', /no chunk IDAT/],
    ['pixels before the header', file(pixels(0, 7), one, end), 'damaged', /IDAT at offset 8 is not in its place/],
    ['two headers', file(one, one, pixels(0, 7), end), 'damaged', /IHDR at offset 33/],
    ['no size', file(header(0, 1, 8, 0, 0, 0, 0), pixels(0), end), 'shape', /0 by 1/],
    ['depth 3', file(header(1, 1, 3, 0, 0, 0, 0), pixels(0, 0), end), 'damaged', /depth 3 and color type 0/],
    ['interlace 2', file(header(1, 1, 8, 0, 0, 0, 2), pixels(0, 0), end), 'unsupported', /interlace 2/],
    ['filter 5', file(one, pixels(5, 7), end), 'damaged', /[Ff]ilter: 5/],
    ['too few pixels', file(header(2, 2, 8, 0, 0, 0, 0), pixels(0, 7), end), 'truncated', /inflates to 2 bytes where 6/],
    ['too many pixels', file(one, pixels(0, 7, 0), end), 'trailing', /more than the 2 bytes/],
    ['no zlib stream', file(one, chunk('IDAT', [1, 2, 3, 4, 5, 6, 7]), end), 'damaged', /begin with 1 2/],
    [
      'a wrong sum',
      file(one, chunk('IDAT', [...deflateSync(Uint8Array.of(0, 7)).subarray(0, -1), 0]), end),
      'checksum',
      /Adler-32/,
    ],
    ['no palette', file(header(1, 1, 8, 3, 0, 0, 0), pixels(0, 0), end), 'damaged', /no palette/],
    [
      'a color beyond the palette',
      file(header(1, 1, 8, 3, 0, 0, 0), chunk('PLTE', [1, 2, 3]), pixels(0, 1), end),
      'damaged',
      /palette color/,
    ],
    [
      'a palette of 4 bytes',
      file(header(1, 1, 8, 3, 0, 0, 0), chunk('PLTE', [1, 2, 3, 4]), pixels(0, 1), end),
      'damaged',
      /4 bytes/,
    ],
    ['a chunk that must be known', file(one, chunk('QQQQ'), pixels(0, 7), end), 'unsupported', /QQQQ at offset 33/],
    [
      'pixels in two places',
      file(one, pixels(0, 7), chunk('tEXt'), pixels(0, 7), end),
      'damaged',
      /IDAT at offset \d+ is not in its place/,
    ],
    ['a forged size', file(header(60_000, 60_000, 8, 2, 0, 0, 0), pixels(0, 7), end), 'too-large', /60000 by 60000/],
    [
      'a size that cannot be',
      file(header(10_000, 10_000, 8, 0, 0, 0, 0), pixels(0, 7), end),
      'truncated',
      /no \d+ bytes of image data/,
    ],
  ];
  test.each(cases)('%s', async (_, bytes, kind, message) => {
    const error = await failure(() => readPng(bytes, { name: 'a.png' }));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error.message).toMatch(/^a\.png: /);
  });

  test('a bomb stops at the first byte too many', async () => {
    const bomb = file(one, chunk('IDAT', deflateSync(new Uint8Array(2 ** 26))), end);
    expect((await failure(() => readPng(bomb))).kind).toBe('trailing');
  });
});

test('pixels in several chunks, chunks that say how to show them', () => {
  const zlib = [...deflateSync(Uint8Array.of(0, 1, 2, 3))];
  const image = readPng(
    file(
      header(3, 1, 8, 0, 0, 0, 0),
      chunk('gAMA', big(45_455)),
      chunk('IDAT', zlib.slice(0, 3)),
      chunk('IDAT', zlib.slice(3)),
      chunk('tEXt', [65, 0, 66]),
      end,
    ),
  );
  expect(image).toEqual({ data: Uint8Array.of(1, 2, 3), width: 3, height: 1, channels: 1 });
});

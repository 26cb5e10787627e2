import { expect, describe, test } from 'vitest';
import { imageExamples } from '../imageExamples.js';
import { imageOracle, pictureFile } from '../imageOracle.test-helper.js';
import { failure } from '../oracleFiles.test-helper.js';
import { sharpDecoder } from './sharpDecoder.js';

const read = (name: string, options: Parameters<typeof imageExamples>[1] = {}): ReturnType<typeof imageExamples> =>
  imageExamples([{ path: name, bytes: pictureFile(name) }], { decode: sharpDecoder, ...options });

/** How far a level may lie from Pillow's: two decoders of JPEG differ by rounding. */
const tolerance = (name: string): number => (name.endsWith('.jpg') ? 3 : 1);

describe('pictures that Pillow wrote come out as Pillow reads them', () => {
  test.each(Object.entries(imageOracle.decoded))('%s', async (name, { shape, deep, data }) => {
    const { x, array } = await read(name);
    expect(x.shape).toEqual([1, ...shape]);
    expect(x.data).toBeInstanceOf(deep ? Float32Array : Uint8Array);
    const levels = Array.from(x.data, (value) => (deep ? value * 65_535 : value));
    const off = levels.map((value, i) => Math.abs(value - data[i]!));
    // Out of CMYK there are two ways: Pillow's by arithmetic, and that of real inks, which are less bright; a negative would be off by 100 and more.
    if (name.startsWith('cmyk')) expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(45);
    else expect(Math.max(...off)).toBeLessThanOrEqual(tolerance(name));
    expect(array).toMatchObject({ element: deep ? 'uint16' : 'uint8', layout: 'images', shape });
  });
});

describe('sizes', () => {
  const inside = (row: number, column: number): number => (row * 8 + column) * 3;
  test.each(['crop', 'pad', 'stretch'] as const)('%s', async (fit) => {
    const { x, notes } = await read('halves.png', { size: { width: 8, height: 8 }, fit, background: 10 });
    const right = imageOracle.resized[fit];
    expect(x.shape).toEqual([1, 8, 8, 3]);
    // Away from edges, where two ways of resampling may differ.
    for (const [row, column] of [
      [0, 0],
      [0, 7],
      [4, 1],
      [4, 6],
      [7, 2],
    ] as const) {
      for (let i = 0; i < 3; i++) {
        expect(Math.abs(x.data[inside(row, column) + i]! - right[inside(row, column) + i]!)).toBeLessThanOrEqual(2);
      }
    }
    expect(notes).toEqual([`images are brought to 8 by 8 pixels (${fit})`]);
  });

  test('images of several formats and sizes come to one', async () => {
    const names = ['color.jpg', 'gray.jpg', 'halves.png', 'gray16.tif', 'alpha.webp', 'turned6.jpg'];
    const files = names.map((path) => ({ path, bytes: pictureFile(path) }));
    const { x, array } = await imageExamples(files, { decode: sharpDecoder, size: { width: 6, height: 4 } });
    expect(x.shape).toEqual([6, 4, 6, 3]);
    expect(array?.element).toBe('uint16');
    expect(x.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    const gray = await imageExamples(files, { decode: sharpDecoder, size: { width: 6, height: 4 }, color: 'gray' });
    expect(gray.x.shape).toEqual([6, 4, 6, 1]);
  });
});

test('of an animation the first picture is taken, which is said', async () => {
  expect((await read('moving.gif')).notes).toEqual(['1 file holds several pictures, of which the first is taken']);
  expect((await read('still.gif')).notes).toBeUndefined();
});

describe('refusals', () => {
  const cut = pictureFile('color.jpg').subarray(0, 400);
  const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>');
  test.each([
    ['a JPEG cut off', cut, 'damaged', /a\.jpg: the image is damaged/],
    ['bytes of no image', Uint8Array.of(1, 2, 3, 4), 'unsupported', /none of JPEG, WebP/],
    ['a drawing', svg, 'unsupported', /SVG|none of JPEG/],
  ] as const)('%s', async (_, bytes, kind, message) => {
    const error = await failure(() => imageExamples([{ path: 'a.jpg', bytes }], { decode: sharpDecoder, name: 'folder' }));
    expect(error).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect(error.message).not.toContain('\n');
  });
  test('more pixels than allowed', async () => {
    expect((await failure(() => read('color.jpg', { maxBytes: 100 }))).kind).toBe('too-large');
  });
  test('sizes that differ name the remedy', async () => {
    const files = ['color.jpg', 'turned6.jpg'].map((path) => ({ path, bytes: pictureFile(path) }));
    expect((await failure(() => imageExamples(files, { decode: sharpDecoder }))).message).toMatch(/8 by 12 .* 12 by 8.*--size/);
  });
  test('without a decoder, what is no PNG', async () => {
    const error = await failure(() => imageExamples([{ path: 'a.jpg', bytes: pictureFile('color.jpg') }]));
    expect(error).toMatchObject({ kind: 'unsupported', message: expect.stringMatching(/give `decode`, in Node `sharpDecoder`/) });
  });
});

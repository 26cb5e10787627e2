import { describe, expect, test } from 'vitest';
import { imageExamples } from './imageExamples.js';
import { failure, oracle, oracleFile } from './oracleFiles.test-helper.js';

const file = (path: string, name: string): { path: string; bytes: Uint8Array } => ({ path, bytes: oracleFile(`${name}.png`) });
const numbers = (name: string): number[] => oracle.png[name]?.data ?? [];

test('gray images stay gray, in the order of their paths; bytes may come when asked for', async () => {
  const examples = await imageExamples([
    file('b.png', 'gray-smooth'),
    { path: 'a.png', bytes: (): Promise<Uint8Array> => Promise.resolve(oracleFile('gray.png')) },
  ]);
  expect(examples.x.shape).toEqual([2, 7, 9, 1]);
  expect([...examples.x.data]).toEqual([...numbers('gray'), ...numbers('gray-smooth')]);
  expect(examples.y).toBeUndefined();
});

test('one colored image makes all of them colored; sub-folders are classes', async () => {
  const examples = await imageExamples([file('cat/1.png', 'gray'), file('dog/1.png', 'rgb'), file('cat/2.png', 'palette4')]);
  expect(examples.x.shape).toEqual([3, 7, 9, 3]);
  expect(examples.classes).toEqual(['cat', 'dog']);
  expect([...(examples.y?.data ?? [])]).toEqual([0, 0, 1]);
  const image = (row: number): number[] => [...examples.x.data.subarray(row * 189, (row + 1) * 189)];
  expect(image(0)).toEqual(numbers('gray').flatMap((value) => [value, value, value]));
  expect(image(1)).toEqual(numbers('palette4'));
  expect(image(2)).toEqual(numbers('rgb'));
});

describe('colors', () => {
  const read = async (name: string, options: Parameters<typeof imageExamples>[1]): Promise<number[]> => [
    ...(await imageExamples([file('a.png', name)], options)).x.data,
  ];
  test('gray of color is Pillow’s: the weights of ITU-R BT.601', async () => {
    const rgb = numbers('rgb');
    const luma = Array.from({ length: 63 }, (_, i) =>
      Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!),
    );
    const gray = await read('rgb', { color: 'gray' });
    // The weights have 16 bits: a sum near one half may fall on either side.
    gray.forEach((value, i) => expect(Math.abs(value - luma[i]!)).toBeLessThanOrEqual(1));
    expect(gray.filter((value, i) => value !== luma[i]).length).toBeLessThan(2);
    expect(await read('gray', { color: 'rgb' })).toEqual(numbers('gray').flatMap((value) => [value, value, value]));
  });

  test('16 bits become numbers from 0 to 1, transparency lies over the background', async () => {
    expect(await read('gray16', {})).toEqual(numbers('gray16').map((value) => Math.fround(value / 65_535)));
    const pairs = numbers('gray-alpha');
    const over = (background: number): number[] =>
      Array.from({ length: 63 }, (_, i) =>
        Math.round((pairs[2 * i]! * pairs[2 * i + 1]! + background * (255 - pairs[2 * i + 1]!)) / 255),
      );
    expect(await read('gray-alpha', {})).toEqual(over(0));
    expect(await read('gray-alpha', { background: 255 })).toEqual(over(255));
  });
});

test('refusals', async () => {
  const wrong = async (files: Parameters<typeof imageExamples>[0], options = {}): Promise<[string, string]> => {
    const { kind, message } = await failure(() => imageExamples(files, { name: 'folder', ...options }));
    return [kind, message];
  };
  const small = {
    path: 'z.png',
    bytes: Uint8Array.from(
      atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=='),
      (c) => c.charCodeAt(0),
    ),
  };
  expect(await wrong([])).toEqual(['empty', expect.stringContaining('no images')]);
  expect(await wrong([file('a.png', 'gray'), small])).toEqual([
    'shape',
    'folder: z.png has 1 by 1 pixels but a.png has 9 by 7; images of one size were expected, or a size to bring them to (--size, option `size`)',
  ]);
  expect(await wrong([file('a/1.png', 'gray'), file('b.png', 'gray')])).toEqual([
    'count-mismatch',
    expect.stringMatching(/a\/1\.png lies in a sub-folder but b\.png/),
  ]);
  expect(await wrong([file('a/1.png', 'gray')], { classes: ['b'] })).toEqual([
    'label-range',
    expect.stringMatching(/'a', which is none of the classes b/),
  ]);
  expect(await wrong([{ path: 'x/y.png', bytes: oracleFile('gray.png').subarray(0, 50) }])).toEqual([
    'truncated',
    expect.stringMatching(/^folder, x\/y\.png: /),
  ]);
  expect(await wrong([file('a.png', 'gray')], { maxBytes: 62 })).toEqual(['too-large', expect.stringMatching(/maxBytes/)]);
  expect((await failure(() => imageExamples([file('a.png', 'gray')], { color: 'red' as 'gray' }))).kind).toBe('option');
});

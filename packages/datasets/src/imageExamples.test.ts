import { describe, expect, test } from 'vitest';
import { imageExamples } from './imageExamples.js';
import { failure, oracle, oracleFile } from './oracleFiles.test-helper.js';

const file = (path: string, name: string): { path: string; bytes: Uint8Array } => ({ path, bytes: oracleFile(`${name}.png`) });
const numbers = (name: string): number[] => oracle.png[name]?.data ?? [];

test('grey images stay grey, in the order of their paths; bytes may come when asked for', async () => {
  const examples = await imageExamples([
    file('b.png', 'grey-smooth'),
    { path: 'a.png', bytes: (): Promise<Uint8Array> => Promise.resolve(oracleFile('grey.png')) },
  ]);
  expect(examples.x.shape).toEqual([2, 7, 9, 1]);
  expect([...examples.x.data]).toEqual([...numbers('grey'), ...numbers('grey-smooth')]);
  expect(examples.y).toBeUndefined();
});

test('one coloured image makes all of them coloured; sub-folders are classes', async () => {
  const examples = await imageExamples([file('cat/1.png', 'grey'), file('dog/1.png', 'rgb'), file('cat/2.png', 'palette4')]);
  expect(examples.x.shape).toEqual([3, 7, 9, 3]);
  expect(examples.classes).toEqual(['cat', 'dog']);
  expect([...(examples.y?.data ?? [])]).toEqual([0, 0, 1]);
  const image = (row: number): number[] => [...examples.x.data.subarray(row * 189, (row + 1) * 189)];
  expect(image(0)).toEqual(numbers('grey').flatMap((value) => [value, value, value]));
  expect(image(1)).toEqual(numbers('palette4'));
  expect(image(2)).toEqual(numbers('rgb'));
});

describe('colours', () => {
  const read = async (name: string, options: Parameters<typeof imageExamples>[1]): Promise<number[]> => [
    ...(await imageExamples([file('a.png', name)], options)).x.data,
  ];
  test('grey of colour is Pillow’s: the weights of ITU-R BT.601', async () => {
    const rgb = numbers('rgb');
    const luma = Array.from({ length: 63 }, (_, i) =>
      Math.round(0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!),
    );
    const grey = await read('rgb', { colour: 'grey' });
    // The weights have 16 bits: a sum near one half may fall on either side.
    grey.forEach((value, i) => expect(Math.abs(value - luma[i]!)).toBeLessThanOrEqual(1));
    expect(grey.filter((value, i) => value !== luma[i]).length).toBeLessThan(2);
    expect(await read('grey', { colour: 'rgb' })).toEqual(numbers('grey').flatMap((value) => [value, value, value]));
  });

  test('16 bits are rounded, transparency lies over the background', async () => {
    expect(await read('grey16', {})).toEqual(numbers('grey16').map((value) => Math.round(value / 257)));
    const pairs = numbers('grey-alpha');
    const over = (background: number): number[] =>
      Array.from({ length: 63 }, (_, i) =>
        Math.round((pairs[2 * i]! * pairs[2 * i + 1]! + background * (255 - pairs[2 * i + 1]!)) / 255),
      );
    expect(await read('grey-alpha', {})).toEqual(over(0));
    expect(await read('grey-alpha', { background: 255 })).toEqual(over(255));
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
  expect(await wrong([file('a.png', 'grey'), small])).toEqual([
    'shape',
    'folder: z.png has 1 by 1 pixels but a.png has 9 by 7; images of one size were expected',
  ]);
  expect(await wrong([file('a/1.png', 'grey'), file('b.png', 'grey')])).toEqual([
    'count-mismatch',
    expect.stringMatching(/a\/1\.png lies in a sub-folder but b\.png/),
  ]);
  expect(await wrong([file('a/1.png', 'grey')], { classes: ['b'] })).toEqual([
    'label-range',
    expect.stringMatching(/'a', which is none of the classes b/),
  ]);
  expect(await wrong([{ path: 'x/y.png', bytes: oracleFile('grey.png').subarray(0, 50) }])).toEqual([
    'truncated',
    expect.stringMatching(/^folder, x\/y\.png: /),
  ]);
  expect(await wrong([file('a.png', 'grey')], { maxBytes: 62 })).toEqual(['too-large', expect.stringMatching(/maxBytes/)]);
  expect((await failure(() => imageExamples([file('a.png', 'grey')], { colour: 'red' as 'grey' }))).kind).toBe('option');
});

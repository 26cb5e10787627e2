import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fileDataOptions } from '../commands/fileDataOptions.js';
import { parseTexts } from '../optionSpec.js';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { type DataOptions, openData } from './openData.js';

const temporaryFolder = temporaryFolders();
const rows = (from: number, count: number): string => Array.from({ length: count }, (_, i) => `${from + i},${i % 3}\n`).join('');

async function partedFolder(): Promise<DataOptions> {
  const folder = join(temporaryFolder(), 'set');
  await mkdir(folder);
  for (const [name, count] of [
    ['train', 20],
    ['valid', 6],
    ['test', 5],
  ] as const)
    await writeFile(join(folder, `${name}.csv`), `a,b\n${rows(count, count)}`);
  return { data: folder, binarize: 'none', validation: 0.1, seed: 0 };
}

const sizes = async (options: DataOptions): Promise<(number | undefined)[]> => {
  const { train, validation, test: held } = await openData(options);
  return [train, validation, held].map((part) => part?.x.shape[0]);
};

test('data with a validation part are selected on it; without one a part of the training is', async () => {
  const options = await partedFolder();
  expect(await sizes(options)).toEqual([20, 6, 5]);
  expect((await openData(options)).notes).toEqual([]);
  const none = await openData({ ...options, validation: 'none' });
  expect(none.validation).toBeUndefined();
  expect(none.notes).toEqual([expect.stringMatching(/the validation part of .* is left out, as --validation none says/)]);
  expect(await sizes({ ...options, part: 'train' })).toEqual([16, 2, 2]);
});

test.each([
  ['500', 500],
  ['4K', 4096],
  ['1.5G', 1.5 * 2 ** 30],
  ['8GiB', 2 ** 33],
])('--max-bytes %s', (text, bytes) => {
  expect(parseTexts(fileDataOptions['max-bytes'], [text], '--max-bytes')).toBe(bytes);
});
test.each(['', '-1', '0', 'much', '1X'])('--max-bytes %s is refused', (text) => {
  expect(() => parseTexts(fileDataOptions['max-bytes'], [text], '--max-bytes')).toThrow(/--max-bytes.*500M or 8G/);
});

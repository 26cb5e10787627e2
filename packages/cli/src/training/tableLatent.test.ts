import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readCommandLine } from '../commandLine.js';
import { train } from '../commands/train.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import { openData } from '../data/openData.js';
import { runOptionsOf } from '../run/runOptions.js';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { tableLatent, tableLatentShown } from './tableLatent.js';

it.each([
  [1, 2],
  [2, 2],
  [22, 22],
  [109, 64],
])('rows of %i numbers: a code of %i', (width, latent) => {
  expect(tableLatent([width])).toBe(latent);
});

it('is said in help', () => {
  expect(tableLatentShown).toBe('a vae on a table: a number for each of its columns as the networks see them, 2 to 64');
});

const temporary = temporaryFolders();

it('a vae on a table takes it, and what was typed stays', async () => {
  const file = join(temporary(), 'people.csv');
  writeFileSync(
    file,
    `age,color\n${Array.from({ length: 40 }, (_, i) => `${i / 3},${['red', 'green', 'blue'][i % 3]}`).join('\n')}\n`,
  );
  const latentOf = async (...args: string[]) => {
    const request = readCommandLine([train], ['train', '--data', file, ...args]);
    if (request.kind !== 'run') throw new Error('expected options of train');
    const given = request.values as unknown as TrainOptions;
    return runOptionsOf(given, await openData({ ...given, data: file, dataDir: undefined })).latent;
  };
  // One for the age, three for the color.
  expect(await Promise.all([latentOf(), latentOf('--latent', '20'), latentOf('--model', 'autoencoder')])).toEqual([4, 20, 20]);
});

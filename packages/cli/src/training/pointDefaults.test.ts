import { expect, it } from 'vitest';
import { readCommandLine } from '../commandLine.js';
import { train } from '../commands/train.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import { openData } from '../data/openData.js';
import { runOptionsOf } from '../run/runOptions.js';

async function optionsOf(...args: string[]) {
  const request = readCommandLine([train], ['train', ...args]);
  if (request.kind !== 'run') throw new Error('expected options of train');
  const given = request.values as unknown as TrainOptions;
  return runOptionsOf(given, await openData({ ...given, data: given.data!, dataDir: undefined }));
}

const usual = { latent: 20, lr: 1e-3, 'lr-schedule': 'constant', warmup: 0, 'batch-size': 128 };

it('a vae on points has its own: 7,200 in batches of 32 are 225 steps an epoch', async () => {
  expect(await optionsOf('--data', 'swiss-roll')).toMatchObject({
    latent: 3,
    hidden: [128, 128, 128, 128],
    lr: 2e-3,
    'lr-schedule': 'cosine',
    'batch-size': 32,
    epochs: 267,
    sigma: 'predicted',
    warmup: 30_037,
  });
});

it('with --epochs nothing depends on their number, so that more of them can follow', async () => {
  const expected = { epochs: 10, warmup: 0, 'lr-schedule': 'constant', lr: 2e-3 };
  expect(await optionsOf('--data', 'moons', '--epochs', '10')).toMatchObject(expected);
});

it('what was typed stays, the usual default too', async () => {
  const typed = ['--latent', '20', '--lr', '1e-3', '--warmup', '0', '--batch-size', '128', '--lr-schedule', 'constant'];
  const others = ['--hidden', '400', '--sigma', 'learned', '--epochs', '20'];
  const expected = { ...usual, hidden: [400], sigma: 'learned', epochs: 20 };
  expect(await optionsOf('--data', 'moons', ...typed, ...others)).toMatchObject(expected);
});

it.each([
  ['digits', ['--epochs', '1']],
  ['moons', ['--model', 'cvae', '--epochs', '1']],
  ['moons', ['--likelihood', 'student-t', '--epochs', '1']],
])('%s %j has the usual defaults', async (data, more) => {
  const options = await optionsOf('--data', data, ...more);
  expect(options).toMatchObject(usual);
  expect([options.hidden, options.sigma]).toEqual([undefined, undefined]);
});

it('of few points 400 passes are enough', async () => {
  expect(await optionsOf('--data', 'moons', '--limit', '100')).toMatchObject({ epochs: 400, warmup: 600 });
});

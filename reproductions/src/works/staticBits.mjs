// The usual dense VAE of binarized MNIST against PyTorch on the same bits.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { adam } from '@vaekit/core';
import { subset } from '@vaekit/datasets';
import { piecewiseConstant } from '@vaekit/losses';
import { logLikelihood } from '@vaekit/metrics';
import { denseVae } from '../parts/denseVae.mjs';
import { overSeeds } from '../parts/mean.mjs';
import { mnistBits } from '../parts/mnist.mjs';
import { parameterNumber } from '../parts/parameterNumber.mjs';
import { trained } from '../parts/trained.mjs';

const BATCH = 100;
const EPOCHS = 500;
// The learning rate falls by the fifth root of ten at these epochs; the last is the end of the training.
const MILESTONES = [200, 350, 500];

const range = (from, to) => Int32Array.from({ length: to - from }, (_, i) => from + i);

/** Training, validation and test bits: the last sixth of the training digits is for validation. */
async function bits(context) {
  const { train, test } = await mnistBits(context, 'static');
  const [count] = train.x.shape;
  const kept = count - Math.floor(count / 6);
  return { training: subset(train, range(0, kept)), validation: subset(train, range(kept, count)), test };
}

async function ours(context, { training, validation, test }, seed) {
  const stepsPerEpoch = Math.ceil(training.x.shape[0] / BATCH);
  const learningRate = piecewiseConstant({
    boundaries: MILESTONES.map((epoch) => epoch * stepsPerEpoch),
    values: [0, 1, 2, 3].map((power) => 1e-4 * 10 ** (-power / 5)),
  });
  const model = denseVae({ hidden: [400], latent: 40, seed });
  const epochs = context.quick ? 2 : EPOCHS;
  await trained(
    context,
    model,
    { x: training.x, binarization: 'static' },
    {
      name: `seed-${seed}`,
      epochs,
      batchSize: BATCH,
      optimizer: adam({ learningRate }),
      seed,
      validationData: { x: validation.x, binarization: 'static' },
      earlyStopping: { patience: epochs },
    },
  );
  const { mean, standardError } = await logLikelihood(
    model,
    { x: test.x, binarization: 'static' },
    { draws: 200, seed, compile: context.compile },
  );
  const parameters = parameterNumber(model);
  model.dispose();
  return { mean, standardError, parameters };
}

/** The same in PyTorch, on the same bits; undefined without `--python`. */
function peer(context, sets, seed) {
  if (context.python === undefined) return undefined;
  const folder = join(context.path, 'bits');
  mkdirSync(folder, { recursive: true });
  for (const [name, { x }] of Object.entries(sets)) writeFileSync(join(folder, `${name}.u8`), x.data);
  const script = fileURLToPath(new URL('../peers/static_bits.py', import.meta.url));
  const words = [script, '--bits', folder, '--seed', seed, '--epochs', context.quick ? 2 : EPOCHS, '--threads', context.threads];
  const { status } = spawnSync(context.python, words.map(String), { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0)
    throw new Error(`static-bits: ${context.python} ended with ${status}; --python needs one that has PyTorch and NumPy`);
  return JSON.parse(readFileSync(join(folder, `peer-${seed}.json`), 'utf8'));
}

export const staticBits = {
  number: 3,
  name: 'static-bits',
  title: 'VAE of statically binarized MNIST, 784-400-40',
  source: 'Pythae, reproducibility table; the paper has 89.9',
  protocol:
    'our own bits, drawn once; 50,000 training digits, 10,000 for validation; Adam from 1e-4, times 10^(−1/5) at epochs 200 and 350, batches of 100, 500 epochs, best epoch on validation; 200 importance samples a test digit. `--python` names a Python with PyTorch, which does the same on the same bits',
  deviations: 'the published bits are another draw from the same gray digits, so 89.78 is cited and not judged',
  needs: 'MNIST',
  seeds: [0],
  cost: '40 minutes, and as much for PyTorch, on two idle cores',
  published: [
    { what: 'test NLL (other bits)', value: 89.78 },
    { what: 'parameters', value: '676,864' },
  ],
  async run(context) {
    const sets = await bits(context);
    const found = [];
    for (const seed of context.seeds) found.push(await context.part(`ours-${seed}`, () => ours(context, sets, seed)));
    const peers = [];
    for (const seed of context.seeds)
      peers.push(
        await context.part(`peer-${context.python === undefined ? 'none' : seed}`, () => peer(context, sets, seed) ?? null),
      );
    const means = overSeeds(found.map(({ mean }) => mean));
    const torch = peers.filter((each) => each !== null).map(({ mean }) => mean);
    return {
      rows: [
        // The source counts 676,864: the encoder, the decoder, and no more.
        { what: 'parameters', published: 676_864, ours: found[0].parameters, allowed: 0, decimals: 0 },
        ...(torch.length === 0
          ? []
          : [
              {
                what: 'test NLL, PyTorch on the same bits',
                published: overSeeds(torch).ours,
                ...means,
                allowed: 0.3,
                decimals: 2,
              },
            ]),
        { what: 'test NLL (published on other bits)', published: 89.78, ...means, decimals: 2 },
      ],
      found,
      peers,
    };
  },
};

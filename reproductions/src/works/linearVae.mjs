// A VAE of linear networks has its best evidence lower bound where probabilistic PCA has its likelihood, and there the two are equal.
import { adam, elbo, evaluate, fit, gaussian, mlp, vae } from '@vaekit/core';
import { digits } from '@vaekit/datasets';
import { cosineSchedule } from '@vaekit/losses';
import { probabilisticPca } from '@vaekit/metrics';

const SIDE = 7;
const LATENT = 5;

/** Means of 4 × 4 pixels of the built-in digits, in deviations of all of them: `[digits, 49]`. */
async function coarseDigits(count) {
  const { train } = await digits();
  const rows = count ?? train.x.shape[0];
  const values = new Float32Array(rows * SIDE * SIDE);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < 28; i++)
      for (let j = 0; j < 28; j++)
        values[row * SIDE * SIDE + Math.floor(i / 4) * SIDE + Math.floor(j / 4)] +=
          train.x.data[(row * 28 + i) * 28 + j] / 255 / 16;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { data: values.map((value) => (value - mean) / deviation), shape: [rows, SIDE * SIDE] };
}

const linear = (seed, samples) =>
  vae({
    event: [SIDE * SIDE],
    latent: LATENT,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: gaussian({ sigma: 'learned' }),
    objective: elbo({ samples }),
    seed,
  });

async function bound({ quick, engine }, x, seed) {
  const [epochs, batchSize] = [quick ? 20 : 400, 250];
  const model = linear(seed, 4);
  const steps = epochs * Math.ceil(x.shape[0] / batchSize);
  await fit(model, x, {
    epochs,
    batchSize,
    seed,
    engine,
    optimizer: adam({ learningRate: cosineSchedule({ steps, from: 1e-2, to: 0 }) }),
  });
  const judge = elbo({ samples: quick ? 16 : 256 }).build({ event: [SIDE * SIDE], latent: [LATENT] });
  const judged = { ...model, noise: (mode) => model.noise(mode, judge), forward: (input) => model.pass(input, judge).outcome() };
  const { loss } = await evaluate(judged, x, { batchSize: 500, seed, engine });
  model.dispose();
  return loss;
}

export const linearVae = {
  number: 7,
  name: 'linear-vae',
  title: 'Linear VAE against exact probabilistic PCA',
  source: 'Lucas et al. 2019; Tipping and Bishop 1999',
  protocol:
    'the 8,000 built-in training digits as 7 × 7 means in deviations, code of 5 numbers, learned sigma, Adam from 1e-2 to 0 by a cosine, 400 epochs of batches of 250; bound by 256 draws',
  seeds: [0, 1, 2],
  cost: '1 minute on two idle cores',
  published: [{ what: '−ELBO, nats', value: 'no figure; equal to exact PPCA, which is computed' }],
  async run(context) {
    const x = await coarseDigits(context.quick ? 1000 : undefined);
    const exact = probabilisticPca(x, { components: LATENT }).negativeLogLikelihood(x);
    const nll = exact.reduce((sum, value) => sum + value, 0) / exact.length;
    const losses = [];
    for (const seed of context.seeds) losses.push(await context.part(`seed-${seed}`, () => bound(context, x, seed)));
    return {
      rows: losses.map((loss, at) => ({
        what: `exact PPCA (computed); ours: −ELBO of seed ${context.seeds[at]}, nats`,
        published: nll,
        ours: loss,
        allowed: 0.01,
      })),
    };
  },
};

// Imputation of missing values by the importance-weighted bound of what was observed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { adam, fit, impute, iwae, mlp, studentT, vae } from '@vaekit/core';
import { overSeeds } from '../parts/mean.mjs';

const LATENT = 10;
const PUBLISHED_MASK = 1234;

/** `breast_cancer.json` of `peers/breast_cancer.py`: `x` standardized, and a mask for each of its seeds, `[rows, columns]`. */
function read({ data, quick }) {
  if (data === undefined)
    throw new Error(
      'missing-values: got no --data; write it with `python3 reproductions/src/peers/breast_cancer.py --out DIR` (needs scikit-learn) and give --data DIR',
    );
  const { x, masks, columns } = JSON.parse(readFileSync(join(data, 'breast_cancer.json'), 'utf8'));
  const rows = quick ? 60 : x.length / columns;
  const tensor = (values) => ({ data: Float32Array.from(values.slice(0, rows * columns)), shape: [rows, columns] });
  return { x: tensor(x), masks: Object.fromEntries(Object.entries(masks).map(([seed, bits]) => [seed, tensor(bits)])) };
}

/** What is missing, expected given what was observed: `[rows, columns]`. */
function imputed(model, x, mask, { draws, seed }) {
  const [given, observed] = [x, mask].map(({ data, shape }) => tf.tensor(data, shape));
  const { means, effectiveDraws } = impute(model, given, observed, { draws, seed });
  const filled = means.dataSync();
  tf.dispose([given, observed, means, effectiveDraws]);
  return filled;
}

/** The mean squared error of the values that were hidden. */
async function error(context, full, mask, seed) {
  const [rows, columns] = full.shape;
  const shown = { data: full.data.map((value, i) => value * mask.data[i]), shape: full.shape };
  const model = vae({
    event: [columns],
    latent: LATENT,
    encoder: mlp({ hidden: [128, 128, 128] }),
    decoder: mlp({ hidden: [128, 128] }),
    likelihood: studentT({ degrees: 'learned', scale: 'predicted' }),
    objective: iwae({ k: 20 }),
    seed,
  });
  await fit(
    model,
    { x: shown, mask },
    {
      epochs: context.quick ? 2 : 1001,
      batchSize: Math.min(32, rows),
      optimizer: adam({ learningRate: 2e-4, epsilon: 1e-7 }),
      engine: context.engine,
      seed,
    },
  );
  const filled = imputed(model, shown, mask, { draws: context.quick ? 50 : 1000, seed });
  model.dispose();
  let [sum, hidden] = [0, 0];
  full.data.forEach((value, i) => {
    if (mask.data[i] === 1) return;
    sum += (filled[i] - value) ** 2;
    hidden += 1;
  });
  return sum / hidden;
}

export const missingValues = {
  number: 9,
  name: 'missing-values',
  title: 'MIWAE on breast cancer, half of the values hidden',
  source: 'Mattei and Frellsen, `pamattei/miwae`, notebook of UCI data: one mask, one run',
  protocol:
    "scikit-learn's breast cancer, 569 rows of 30 numbers, standardized by all values; the mask of NumPy's seed 1234, then those of 1235 to 1239; code of 10 numbers, encoder 128-128-128, decoder 128-128, Student t likelihood, 20 draws, Adam 2e-4, batches of 32, 1,001 epochs; mean squared error of the hidden values",
  deviations:
    "q(z|x) is normal, there Student t; the degrees of freedom are one learned number, there predicted for each value; hidden values reach the encoder as 0, there as a learned vector; Glorot weights, there He's; 1,000 draws to impute with, there 10,000",
  needs: '--data DIR, written by `src/peers/breast_cancer.py`',
  // The seeds of the masks; the weights and the draws have seed 0 in all.
  seeds: [1234, 1235, 1236, 1237, 1238, 1239],
  cost: '15 minutes on two idle cores',
  published: [{ what: 'mean squared error, mask 1234', value: 0.287 }],
  async run(context) {
    const { x, masks } = read(context);
    const errors = {};
    for (const seed of context.seeds) {
      if (masks[seed] === undefined)
        throw new Error(
          `missing-values: no mask of seed ${seed} in breast_cancer.json; take one of ${Object.keys(masks).join(', ')}`,
        );
      errors[seed] = await context.part(`mask-${seed}`, () => error(context, x, masks[seed], 0));
    }
    const { [PUBLISHED_MASK]: first, ...others } = errors;
    const of = (what, values) => (values.length === 0 ? [] : [{ what, published: 0.287, ...overSeeds(values) }]);
    return {
      rows: [
        ...of(`mean squared error, mask ${PUBLISHED_MASK}`, first === undefined ? [] : [first]),
        ...of('mean squared error, other masks', Object.values(others)),
      ],
      errors,
    };
  },
};

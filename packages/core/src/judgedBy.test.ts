import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { judgedBy } from './judgedBy.js';
import { elbo } from './objectives/elbo.js';
import { iwae } from './objectives/iwae.js';
import type { Objective } from './pass.js';
import { classMeans } from './priors/classMeans.js';
import { deserialize, serialize } from './saving/serialize.js';
import { tinyData, tinyVae } from './tiny.test-helper.js';
import { evaluate } from './training/evaluate.js';
import { fit } from './training/fit.js';
import { readWeights, writeWeights } from './training/modelWeights.js';
import type { Vae, VaeOptions } from './vae.js';

const data = { x: tinyData(30), y: { data: Int32Array.from({ length: 30 }, (_, row) => row % 3), shape: [30] } };
const others: Partial<VaeOptions> = { prior: classMeans(3, { classVariance: true }) };
const layers = { batchNorm: true, dropout: 0.2 };

async function trained(): Promise<Vae> {
  const model = tinyVae(others, layers);
  await fit(model, data, { epochs: 3, batchSize: 10 });
  return model;
}

test.each([
  ['iwae', iwae({ k: 4 })],
  ['elbo of several draws, at another beta', elbo({ beta: 0.3, samples: 3 })],
])('%s: to the bit the value of a model that was rebuilt with it', async (_, objective) => {
  const model = await trained();
  const rebuilt = tinyVae({ ...others, objective }, layers);
  writeWeights(rebuilt, await readWeights(model));
  const judged = judgedBy(model, objective);
  const options = { seed: 9, batchSize: 8 };
  expect(await evaluate(judged, data, options)).toEqual(await evaluate(rebuilt, data, options));
  expect(judged.config).toEqual(rebuilt.config);
});

test('nothing is copied and nothing leaks: what trains one trains the other, and dispose leaves the model as it is', async () => {
  const model = await trained();
  const [weights, value] = [await readWeights(model), await evaluate(model, data)];
  const before = tf.memory().numTensors;
  const judged = judgedBy(model, iwae({ k: 2 }));
  expect(tf.memory().numTensors).toBe(before);
  for (const name of Object.keys(model.variables)) expect(judged.variables[name]).toBe(model.variables[name]);
  await evaluate(judged, data);
  expect(tf.memory().numTensors).toBe(before);
  judged.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(await readWeights(model)).toEqual(weights);
  expect(await evaluate(model, data)).toEqual(value);

  const again = judgedBy(model, iwae({ k: 2 }));
  await fit(again, data, { epochs: 1, batchSize: 10 });
  expect(await readWeights(model)).not.toEqual(weights);
  expect(await readWeights(model)).toEqual(await readWeights(again));
});

test('it is saved with the objective that it is judged by', async () => {
  const model = await trained();
  const judged = judgedBy(model, iwae({ k: 2 }));
  const again = await deserialize(await serialize(judged));
  expect(again.config.objective).toEqual({ kind: 'iwae', k: 2 });
  expect(await evaluate(again, data)).toEqual(await evaluate(judged, data));
  expect(model.config.objective.kind).toBe('elbo');
});

test('an objective’s own variables come and go with it', () => {
  const scaled: Objective = {
    config: { kind: 'scaled' },
    build() {
      const scale = tf.tidy(() => tf.variable(tf.scalar(2)));
      return {
        samples: 1,
        variables: { scale },
        evaluate: (pass) => ({ terms: { kl: tf.mul(pass.kl(), scale) as tf.Tensor1D } }),
      };
    },
  };
  const model = tinyVae();
  const before = tf.memory().numTensors;
  const judged = judgedBy(model, scaled);
  expect(Object.keys(judged.variables).filter((name) => !(name in model.variables))).toEqual(['objective/scale']);
  judged.dispose();
  judged.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(Object.values(model.variables).some((variable) => variable.isDisposed)).toBe(false);
});

test('an objective that does not fit the model leaves nothing behind', () => {
  const unfit: Objective = {
    config: { kind: 'unfit' },
    build: () => ({
      samples: 1,
      variables: { scale: tf.tidy(() => tf.variable(tf.scalar(2))) },
      evaluate: (pass) => ({ terms: { kl: pass.kl() } }),
      players() {
        throw new Error('unfit: no players');
      },
    }),
  };
  const model = tinyVae();
  const before = tf.memory().numTensors;
  expect(() => judgedBy(model, unfit)).toThrow('unfit: no players');
  expect(tf.memory().numTensors).toBe(before);
});

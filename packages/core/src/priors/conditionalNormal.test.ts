import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { sample, samplePrior } from '../latent/sample.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { randomStream } from '../random/randomStream.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation, tinyData } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { vae, type Vae } from '../vae.js';
import { conditionalNormal } from './conditionalNormal.js';

const rows = 12;
const numbers = randomStream(3).fillNormal(new Float32Array(rows * 2));
const data = { x: tinyData(rows), y: { data: numbers, shape: [rows, 2] } };
const make = (): Vae =>
  vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [5], conditional: true }),
    decoder: mlp({ hidden: [5], conditional: true }),
    condition: { numbers: 2 },
    prior: conditionalNormal({ hidden: [3] }),
  });

/** Weights that make `m(c) = c` and `log s²(c) = [log 4, 0]` whatever the hidden layer is: its outputs count nothing beside the bias. */
function fixMoments({ prior }: Vae, mean: readonly number[], logVar: readonly number[]): void {
  for (const [name, variable] of Object.entries(prior.variables!))
    tf.tidy(() => {
      const head = /(mean|logVar)\/bias/.exec(name)?.[1];
      const values = head === 'mean' ? mean : head === 'logVar' ? logVar : undefined;
      variable.assign(values === undefined ? tf.zeros(variable.shape) : tf.tensor1d([...values]));
    });
}

test('density, divergence and draws are those of the normal that the network gives', () => {
  const model = make();
  fixMoments(model, [1, -1], [Math.log(4), 0]);
  tf.tidy(() => {
    const context = model.context(tf.tensor2d([[0.3, 2]]), 1);
    const { prior } = model;
    // By SciPy: norm(1, 2).logpdf(2) + norm(-1, 1).logpdf(0.5)
    expect(prior.logDensity!(tf.tensor2d([[2, 0.5]]), context).dataSync()[0]).toBeCloseTo(-3.7810242469690905, 5);
    // ½ [log 4 − 0 + (1 + 1)/4 − 1] + ½ [0 − log 0.25 + 0.25 + 4 − 1], by hand
    const q = { kind: 'diagonalNormal', mean: tf.tensor2d([[0, 1]]), logVar: tf.tensor2d([[0, Math.log(0.25)]]) } as const;
    expect(prior.kl!(q, context)!.dataSync()[0]).toBeCloseTo(Math.log(2) - 0.25 + Math.log(2) + 1.625, 5);
    const eps = { eps: tf.tensor2d([[0.5, 2]]) };
    expect(Array.from(prior.draw(eps, context, 1).dataSync())).toEqual([2, 1]);
    expect(Array.from(prior.draw(eps, context, 0).dataSync())).toEqual([1, -1]);
  });
  model.dispose();
});

test('it is trained with the model, saved, and drawn from under conditions', async () => {
  const before = tf.memory().numTensors;
  const model = make();
  const first = await evaluate(model, data);
  await fit(model, data, { epochs: 40, batchSize: 4, optimizer: adam({ learningRate: 0.02 }) });
  const trained = await evaluate(model, data);
  expect(trained.loss).toBeLessThan(first.loss);
  const again = await deserialize(await serialize(model));
  expect(await evaluate(again, data)).toEqual(trained);
  const [one, other] = [1, -1].map((sign) => samplePrior(model, { labels: [sign, sign], seed: 0 }));
  expect(deviation(one!.dataSync(), other!.dataSync())).toBeGreaterThan(1e-3);
  const drawn = sample(again, { labels: [1, 1, -1, -1], seed: 0 });
  expect(drawn.shape).toEqual([2, 4]);
  tf.dispose([one!, other!, drawn]);
  model.dispose();
  again.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

describe('what does not fit is refused by name', () => {
  test('a model without a condition, codes without one', () => {
    const before = tf.memory().numTensors;
    const parts = { event: [4], latent: 2, encoder: mlp({ hidden: [5] }), decoder: mlp({ hidden: [5] }) };
    expect(() => vae({ ...parts, prior: conditionalNormal() })).toThrow('conditionalNormal: the model has no condition; give');
    const model = make();
    expect(() => samplePrior(model)).toThrow('sample: the model is conditioned on 2 numbers a row');
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

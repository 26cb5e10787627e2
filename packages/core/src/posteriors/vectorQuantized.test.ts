import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import oracles from '../../oracles/vectorQuantizedOracles.json' with { type: 'json' };
import { withGradientMends } from '../gradients/withGradientMends.js';
import { encode } from '../latent/encode.js';
import { mlp } from '../networks/mlp.js';
import { capacity } from '../objectives/capacity.js';
import { constrained } from '../objectives/constrained.js';
import { elbo } from '../objectives/elbo.js';
import { mmd } from '../objectives/mmd.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { adam } from '../optimizers/adam.js';
import type { BuiltPosterior } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { stopGradient } from '../stopGradient.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { vae, type VaeOptions } from '../vae.js';
import { nearestCodes } from './codebook.js';
import { codePerplexity } from './codePerplexity.js';
import { residualQuantized } from './residualQuantized.js';
import { vectorQuantized, type VectorQuantizedOptions } from './vectorQuantized.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const { codes, d, rows, places } = oracles;
const built = (options: Partial<VectorQuantizedOptions> = {}): BuiltPosterior =>
  vectorQuantized({ codes, ...options }).build({ event: [4], latent: [places, d] });
const codeOf = (values: readonly number[]): tf.Tensor => tf.tensor([...values], [rows, places, d]);
const put = (q: BuiltPosterior, values: Readonly<Record<string, readonly number[]>>): void => {
  for (const [name, numbers] of Object.entries(values)) q.state![name]!.assign(tf.tensor([...numbers], q.state![name]!.shape));
};

test('codes and codebook follow the moving averages as NumPy has them, rows of weight 0 left out', () => {
  const q = built({ decay: oracles.decay });
  put(q, oracles.start);
  const context = tinyContext(rows, { weight: tf.tensor1d(oracles.weight) });
  for (const step of oracles.steps) {
    const code = codeOf(step.code);
    expect([...nearestCodes(code, q.state!['codebook']!).dataSync()]).toEqual(step.chosen);
    const before = tf.memory().numTensors;
    const { z, nextState } = tf.tidy(() => {
      const draw = q.draw([code], {}, context);
      return { z: draw.z, nextState: draw.nextState! as Record<string, tf.Tensor> };
    });
    expect(tf.memory().numTensors).toBe(before + 4);
    expect(deviation(z.dataSync(), step.z)).toBeLessThan(1e-6);
    for (const name of ['codebook', 'counts', 'sums'] as const) {
      expect(deviation(nextState[name]!.dataSync(), step[name]), name).toBeLessThan(1e-5);
      q.state![name]!.assign(nextState[name]!);
    }
  }
});

test('the gradient passes straight through, and the commitment term draws the encoder to the code, as in PyTorch', () => {
  const { commitment, code, codebook, w, z, term, loss, gradient } = oracles.straightThrough;
  const q = built({ commitment });
  put(q, { codebook });
  const run = (given: tf.Tensor): tf.Scalar => {
    const draw = q.draw([given], {}, tinyContext(rows));
    expect(deviation(draw.z.dataSync(), z)).toBeLessThan(1e-6);
    expect(Object.keys(draw.terms!)).toEqual(['commitment']);
    expect(deviation(draw.terms!['commitment']!.dataSync(), term)).toBeLessThan(1e-5);
    return tf.add(tf.sum(tf.mul(codeOf(w), tf.square(tf.tanh(draw.z)))), tf.sum(draw.terms!['commitment']!));
  };
  const { value, grad } = withGradientMends(() => tf.valueAndGrad(run)(codeOf(code)));
  expect(deviation(value.dataSync(), [loss])).toBeLessThan(1e-6);
  expect(deviation(grad.dataSync(), gradient)).toBeLessThan(1e-5);
});

test('a draw is a code to the bit, in evaluation too, where the codebook does not move', () => {
  const q = built({ revive: 0.5 });
  const book = q.state!['codebook']!.arraySync() as number[][];
  const code = codeOf(oracles.straightThrough.code);
  const { z, nextState } = q.draw([code], {}, tinyContext(rows, { mode: 'evaluate' }));
  for (const vector of tf.reshape(z, [-1, d]).arraySync() as number[][]) expect(book).toContainEqual(vector);
  expect(q.center([code], tinyContext(rows)).arraySync()).toEqual(z.arraySync());
  expect(nextState).toBeUndefined();
  expect(q.noise('evaluate')).toEqual({});
  expect(q.logDensity).toBeUndefined();
});

test('a code that is dead moves to an encoder output of the batch, never to one of weight 0', () => {
  const q = built({ decay: 0.5, revive: 0.5 });
  put(q, { codebook: Array.from({ length: codes * d }, (_, i) => (i < 2 * d ? 0 : 1000)), counts: [6, 6, 0.1, 6] });
  const code = codeOf(oracles.straightThrough.code);
  const filled = (filler: number) => tf.concat([tf.slice(code, [0, 0, 0], [4, places, d]), tf.fill([2, places, d], filler)]);
  const moved = (filler: number) => {
    const noise = { u: tf.tensor1d([0.7]) };
    return q.draw([filled(filler)], noise, tinyContext(rows, { weight: tf.tensor1d(oracles.weight) })).nextState!;
  };
  const [one, other] = [moved(0), moved(500)];
  for (const name of ['codebook', 'counts', 'sums']) expect([...one[name]!.dataSync()]).toEqual([...other[name]!.dataSync()]);
  const real = (tf.reshape(tf.slice(code, [0, 0, 0], [4, places, d]), [-1, d]) as tf.Tensor2D).arraySync();
  // The third code had nothing, the fourth had nothing of this batch but 3 of the 9.0 on average: more than half of an even share.
  expect(real).toContainEqual((one['codebook']!.arraySync() as number[][])[2]);
  expect(real).not.toContainEqual((one['codebook']!.arraySync() as number[][])[3]);
  expect(q.noise('train')).toEqual({ u: { shape: [1], distribution: 'uniform', per: 'batch' } });
  expect(built().noise('train')).toEqual({});
});

const quantizing = (latent: number | number[], options: VectorQuantizedOptions, more: Partial<VaeOptions> = {}) =>
  vae({
    encoder: mlp({ hidden: [16] }),
    decoder: mlp({ hidden: [16] }),
    event: [6],
    latent,
    posterior: vectorQuantized(options),
    objective: reconstruction(),
    ...more,
  });

describe('the codebook starts at encoder outputs of the first batch', () => {
  test('each code near another one, with an even share, rows of weight 0 left out', () => {
    const model = quantizing([2, 3], { codes: 8 });
    const seeded = model.state['posterior/codebook']!.arraySync() as number[][];
    const x = tf.randomUniform([6, 6], 0, 1, 'float32', 1);
    const before = tf.memory().numTensors;
    model.initialize!({ x, weight: tf.tensor1d([1, 1, 1, 1, 0, 0]) }, {});
    expect(tf.memory().numTensors).toBe(before + 1);
    const outputs = tf.reshape(model.encodeParameters(x)[0]!, [-1, 3]).arraySync() as number[][];
    const book = model.state['posterior/codebook']!.arraySync() as number[][];
    // Eight codes, and four rows of two places: each once, in order, at most 1 % off, by what the seed gave (±1/8).
    book.forEach((code, k) => {
      const expected = outputs[k]!.map((value, i) => value * (1 + 0.08 * seeded[k]![i]!));
      expect(deviation(code, expected)).toBeLessThan(1e-6);
    });
    expect([...model.state['posterior/counts']!.dataSync()]).toEqual(Array<number>(8).fill(1));
    model.dispose();
  });

  test('where the encoder is conditioned on labels, too', () => {
    const conditional = mlp({ hidden: [4], conditional: true });
    const model = quantizing(3, { codes: 2 }, { encoder: conditional, condition: { classes: 2 } });
    const [x, y] = [tf.ones([2, 6]), tf.tensor1d([0, 1], 'int32')];
    model.initialize!({ x, y }, {});
    const z = encode(model, x, { labels: [0, 1] });
    expect(z.shape).toEqual([2, 3]);
    expect([...nearestCodes(z, model.state['posterior/codebook']!).dataSync()]).toEqual([0, 1]);
    model.dispose();
  });
});

test.each([[3], [[2, 3]], [[2, 2, 3]]])(
  'trains with a latent of shape %j, and revives codes until most are in use',
  async (latent) => {
    const patterns = randomStream(3).fillUniform(new Float32Array(4 * 6));
    const x = {
      data: Float32Array.from({ length: 64 * 6 }, (_, i) => (patterns[(Math.floor(i / 6) % 4) * 6 + (i % 6)]! < 0.5 ? 0 : 1)),
      shape: [64, 6],
    };
    const model = quantizing(latent, { codes: 4, decay: 0.9, revive: 0.2 });
    const { history } = await fit(model, x, { epochs: 30, batchSize: 24, seed: 1, optimizer: adam({ learningRate: 3e-2 }) });
    expect(Object.keys(history)).toEqual(expect.arrayContaining(['loss', 'reconstruction', 'commitment']));
    expect(history['reconstruction']!.at(-1)).toBeLessThan(history['reconstruction']![0]! / 4);
    expect(codePerplexity(model.state['posterior/counts']!).dataSync()[0]).toBeGreaterThan(3);
    expect(Object.keys(model.variables).some((name) => name.startsWith('posterior/'))).toBe(false);
    model.dispose();
  },
);

test('several passes of gradients leave no part of the codebook on the tape', () => {
  const q = built();
  const code = codeOf(oracles.straightThrough.code);
  const gradient = tf.grad((given: tf.Tensor) => tf.sum(q.draw([given], {}, tinyContext(rows)).nextState!['sums']!));
  expect(() => gradient(code)).toThrow('Cannot compute gradient of y=f(x) with respect to x');
  expect(
    tf
      .grad((given: tf.Tensor) => tf.sum(tf.add(given, stopGradient(given))))(code)
      .dataSync()[0],
  ).toBe(1);
});

test('its divergence is a constant that no weight moves: objectives that weigh or hold one refuse it', () => {
  const recipe = mlp({ hidden: [3] });
  for (const posterior of [vectorQuantized({ codes: 3 }), residualQuantized({ codes: 3 })])
    for (const objective of [elbo({ beta: 2 }), capacity(), constrained({ tolerance: 1 }), mmd({ kl: 0.1 })])
      expect(() => vae({ event: [4], latent: 2, encoder: recipe, decoder: recipe, posterior, objective })).toThrow(
        /^\w+: in training the posterior has no density q\(z\|x\) of its draws, .* or take an objective without a divergence, such as reconstruction\(\)/,
      );
});

test('options that make no sense are refused', () => {
  expect(() => vectorQuantized({ codes: 0 })).toThrow('vectorQuantized: `codes` is 0; expected a whole number of at least 1');
  expect(() => vectorQuantized({ codes: 2, decay: 1 })).toThrow('vectorQuantized: `decay` is 1; expected 0 <= decay < 1');
  expect(() => vectorQuantized({ codes: 2, revive: -1 })).toThrow('vectorQuantized: `revive` is -1; expected 0 <= revive < 1');
  expect(() => vectorQuantized({ codes: 2, commitment: -1 })).toThrow(
    'vectorQuantized: `commitment` is -1; expected a number of at least 0',
  );
});

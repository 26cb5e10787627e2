import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { decode } from './latent/decode.js';
import { encode } from './latent/encode.js';
import { sample } from './latent/sample.js';
import { mlp } from './networks/mlp.js';
import { adam } from './optimizers/adam.js';
import { classMeans } from './priors/classMeans.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { deserialize, serialize } from './saving/serialize.js';
import { deviation, tinyData } from './tiny.test-helper.js';
import { evaluate } from './training/evaluate.js';
import { fit } from './training/fit.js';
import { vae, type Vae, type VaeOptions } from './vae.js';

// Models that are conditioned on numbers, `y [batch, k]`.

const rows = 12;
const numbers = randomStream(3).fillNormal(new Float32Array(rows * 2));
const data = { x: tinyData(rows), y: { data: numbers, shape: [rows, 2] } };

const make = (more: Partial<VaeOptions> = {}): Vae =>
  vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [5], conditional: true }),
    decoder: mlp({ hidden: [5], conditional: true }),
    condition: { numbers: 2 },
    ...more,
  });

test('encoder and decoder have the numbers as they are, beside x and z', () => {
  const model = make();
  expect([model.classes, model.conditionWidth]).toEqual([undefined, 2]);
  const [x, y] = [tf.tensor2d(data.x.data, [rows, 4]), tf.tensor2d(numbers, [rows, 2])];
  const noise = drawNoise(model.noise('train'), rows, randomStream(1));
  const pass = model.pass({ batch: { x, y }, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: rows });
  const direct = model.encoder.model.predict([x, y]) as tf.Tensor[];
  pass.posteriorParameters().forEach((found, i) => expect(deviation(found.dataSync(), direct[i]!.dataSync())).toBeLessThan(1e-6));
  const decoded = model.decoder.model.predict([pass.z(), y]) as tf.Tensor;
  expect(deviation(pass.likelihoodParameters()[0]!.dataSync(), decoded.dataSync())).toBeLessThan(1e-6);
});

test('it is trained, evaluated, sampled from and saved with numbers', async () => {
  const model = make();
  const before = await evaluate(model, data);
  await fit(model, data, { epochs: 40, batchSize: 5, optimizer: adam({ learningRate: 0.02 }) });
  const after = await evaluate(model, data);
  expect(after.loss).toBeLessThan(before.loss);
  const again = await deserialize(await serialize(model));
  expect(again.config.condition).toEqual({ numbers: 2 });
  expect(again.conditionWidth).toBe(2);
  expect(await evaluate(again, data)).toEqual(after);

  const x = tf.tensor2d(data.x.data.subarray(0, 8), [2, 4]);
  const labels = tf.tensor2d([1, -1, 0.5, 2], [2, 2]);
  const z = encode(model, x, { labels });
  expect(encode(again, x, { labels: [1, -1, 0.5, 2] }).arraySync()).toEqual(z.arraySync());
  expect(decode(model, z, { labels }).shape).toEqual([2, 4]);
  const drawn = sample(model, { count: 2, labels, seed: 0 });
  expect(drawn.shape).toEqual([2, 4]);
  expect(sample(model, { count: 2, labels: tf.neg(labels), seed: 0 }).arraySync()).not.toEqual(drawn.arraySync());
});

test('a network may be the only one that sees them', async () => {
  const model = make({ encoder: mlp({ hidden: [5] }) });
  expect([model.encoder, model.decoder].map(({ inputShapes }) => inputShapes.length)).toEqual([1, 2]);
  const { history } = await fit(model, data, { epochs: 1, batchSize: rows });
  expect(history['loss']!.every(Number.isFinite)).toBe(true);
});

describe('what does not fit is refused by name', () => {
  test('no numbers, another width, labels', async () => {
    const model = make();
    const x = tf.zeros([3, 4]);
    await expect(evaluate(model, data.x)).rejects.toThrow('conditioned on 2 numbers an example but the data has no `y`');
    await expect(evaluate(model, { ...data, y: { data: numbers.subarray(0, rows), shape: [rows] } })).rejects.toThrow(
      '`y` has shape [12] but the model is conditioned on 2 numbers an example; expected [12,2]',
    );
    expect(() => encode(model, x)).toThrow(
      'encode: the model is conditioned on 2 numbers a row, but `labels` has 0 for 3 rows; expected 6',
    );
    expect(() => encode(model, x, { labels: [1, 2, 3] })).toThrow('but `labels` has 3 for 3 rows; expected 6');
  });

  test('a prior of classes beside numbers', () => {
    const before = tf.memory().numTensors;
    // Also where there are as many numbers as classes.
    for (const classes of [2, 3])
      expect(() => make({ prior: classMeans(classes) })).toThrow(
        `vae: the prior has ${classes} classes but the model is conditioned on numbers; take \`condition: { classes: ${classes} }\`, or a prior without classes`,
      );
    expect(tf.memory().numTensors).toBe(before);
  });
});

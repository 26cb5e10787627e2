import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../latent/encode.js';
import { bernoulli } from '../likelihoods/bernoulli.js';
import { discretizedLogistic } from '../likelihoods/discretizedLogistic.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { poisson } from '../likelihoods/poisson.js';
import { mlp } from '../networks/mlp.js';
import type { Likelihood } from '../parts.js';
import { vae, type Vae } from '../vae.js';
import { batches } from './batches.js';
import { evaluate } from './evaluate.js';
import type { TrainingData } from './examples.js';
import { fit } from './fit.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const image = [2, 3];
const shape = [4, ...image];
const modelOf = (likelihood: Likelihood, event: readonly number[] = image): Vae =>
  vae({ encoder: mlp({ hidden: [4] }), decoder: mlp({ hidden: [4] }), event, latent: 2, likelihood });
const bytes = Array.from({ length: 24 }, (_, i) => (i * 53) % 256);
const floats = (by: (value: number) => number) => ({ data: Float32Array.from(bytes, by), shape });
const whole = { data: Int32Array.from(bytes), shape };

async function lossOf(model: Vae, x: TrainingData): Promise<number> {
  const before = tf.memory().numTensors;
  const { loss } = await evaluate(model, x);
  expect(tf.memory().numTensors).toBe(before);
  return loss;
}

describe('whole numbers', () => {
  // What they are under each likelihood: divided by 255, or themselves.
  test.each<[string, Likelihood, number]>([
    ['bernoulli', bernoulli(), 255],
    ['gaussian', gaussian(), 255],
    ['discretizedLogistic', discretizedLogistic({ scale: 'learned' }), 255],
    ['poisson', poisson(), 1],
  ])('of images, under %s, are divided by %d', async (_, likelihood, divisor) => {
    const model = modelOf(likelihood);
    const expected = await lossOf(
      model,
      floats((value) => value / divisor),
    );
    const tensor = tf.tensor(bytes, shape, 'int32');
    const stored = [
      whole,
      { data: Uint8Array.from(bytes), shape },
      { data: Uint8ClampedArray.from(bytes), shape },
      { data: Uint16Array.from(bytes), shape },
    ];
    for (const x of [...stored, tensor]) expect(await lossOf(model, x)).toBe(expected);
    const codes = tf.tidy(() => [tensor, tf.div(tensor, divisor)].map((x) => encode(model, x).dataSync()));
    expect(codes[0]).toEqual(codes[1]);
    tensor.dispose();
    model.dispose();
  });

  test('of points are themselves, but for bytes', async () => {
    const model = modelOf(gaussian(), [6]);
    const flat = (data: Float32Array | Int32Array | Uint8Array) => ({ data, shape: [4, 6] });
    const itself = await lossOf(model, flat(Float32Array.from(bytes)));
    expect(await lossOf(model, flat(Int32Array.from(bytes)))).toBe(itself);
    expect(await lossOf(model, flat(Uint8Array.from(bytes)))).not.toBe(itself);
    model.dispose();
  });

  test('of images are refused above 255, whatever the likelihood', async () => {
    const model = modelOf(gaussian());
    await expect(evaluate(model, { data: Int32Array.from(bytes, (value) => 4 * value), shape })).rejects.toThrow(
      'evaluate: `x` has 424 at row 0, element 2; whole numbers in an array of images are intensities from 0 to 255. ' +
        'Give others as a Float32Array: divided by 65535, if they have 16 bits',
    );
    model.dispose();
  });
});

const other = 'or take a likelihood of real numbers such as gaussian()';
const refused: readonly (readonly [string, Likelihood, TrainingData, string])[] = [
  [
    'floats from 0 to 255',
    bernoulli(),
    floats((value) => value),
    '`x` has 53 at row 0, element 1, but the likelihood bernoulli describes numbers from 0 to 1; they look like intensities from 0 to 255: divide them ' +
      `by 255 (a Uint8Array is divided for you), ${other}`,
  ],
  [
    'floats from -1 to 1',
    bernoulli(),
    floats((value) => value / 127.5 - 1),
    `\`x\` has -1 at row 0, element 0, but the likelihood bernoulli describes numbers from 0 to 1; they lie in [-1, 1]: move them to [0, 1] by (x + 1) / 2, ${other}`,
  ],
  [
    'floats of 16 bits',
    bernoulli(),
    floats((value) => 257 * value),
    `they look like intensities of 16 bits: divide them by 65535, ${other}`,
  ],
  [
    'floats that overshoot',
    bernoulli(),
    floats((value) => (value / Math.max(...bytes)) * 1.002),
    `they pass 0 or 1 by 0.0020, as a resized image does: clip them, ${other}`,
  ],
  ['any floats', bernoulli(), floats((value) => value - 100), `scale them, ${other}`],
  [
    'gray values off the grid',
    discretizedLogistic(),
    floats((value) => value / 254.5),
    `describes the levels of its grid; scale them, ${other}`,
  ],
  [
    'fractions',
    poisson(),
    floats((value) => value / 4),
    'describes whole numbers from 0; round them, or take a likelihood of real numbers such as gaussian()',
  ],
];

describe.each(refused)('%s', (_, likelihood, x, message) => {
  test('are refused by every entry, however they come, and nothing is left', async () => {
    const before = tf.memory().numTensors;
    const model = modelOf(likelihood);
    const own = tf.memory().numTensors;
    const good = { data: new Float32Array(24), shape };
    const options = { epochs: 1, batchSize: 4 };
    await expect(fit(model, x, options)).rejects.toThrow(message);
    await expect(fit(model, good, { ...options, validationData: x })).rejects.toThrow(message);
    await expect(fit(model, batches(x as typeof good, { batchSize: 4, seed: 0, shuffle: false }), options)).rejects.toThrow(
      message,
    );
    await expect(evaluate(model, x)).rejects.toThrow(message);
    await expect(evaluate(model, batches(x as typeof good, { batchSize: 4, seed: 0, shuffle: false }))).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(own);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('what is missing may be anything', async () => {
  const model = modelOf(bernoulli());
  const x = { data: new Float32Array(24).fill(300, 0, 3), shape };
  const mask = { data: new Float32Array(24).fill(1, 3), shape };
  expect(Number.isFinite((await evaluate(model, { x, mask })).loss)).toBe(true);
  model.dispose();
});

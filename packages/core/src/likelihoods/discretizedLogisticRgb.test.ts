import * as tf from '@tensorflow/tfjs';
import { discretizedLogisticRgbNll } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import { sample } from '../latent/sample.js';
import { convDecoder, convEncoder } from '../networks/convNetworks.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { discretizedLogisticRgb } from './discretizedLogisticRgb.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));

interface Component {
  readonly weight: number;
  readonly means: readonly [number, number, number];
  readonly logScales: readonly [number, number, number];
  /** Behind the hyperbolic tangent: green by red, blue by red, blue by green. */
  readonly coefficients: readonly [number, number, number];
}

/** The decoder's output for a pixel: K logits, then for each channel K means, K log-scales, K coefficients. */
const parametersOf = (components: readonly Component[]): number[] => [
  ...components.map(({ weight }) => Math.log(weight)),
  ...[0, 1, 2].flatMap((channel) => [
    ...components.map(({ means }) => means[channel]!),
    ...components.map(({ logScales }) => logScales[channel]!),
    ...components.map(({ coefficients }) => Math.atanh(coefficients[channel]!)),
  ]),
];

/** P(color), by differences of sigmoids in float64, of every color of so many levels in [0, 1], blue the fastest. */
function probabilities(components: readonly Component[], levels: number): number[] {
  const half = 1 / (levels - 1) / 2;
  const cell = (level: number, mean: number, logScale: number): number => {
    const x = level / (levels - 1);
    const up = level === levels - 1 ? 1 : sigmoid((x + half - mean) / Math.exp(logScale));
    return up - (level === 0 ? 0 : sigmoid((x - half - mean) / Math.exp(logScale)));
  };
  return Array.from({ length: levels ** 3 }, (_, i) => {
    const [r, g, b] = [Math.floor(i / levels ** 2), Math.floor(i / levels) % levels, i % levels] as const;
    const [red, green] = [r / (levels - 1), g / (levels - 1)];
    return components.reduce((sum, { weight, means: m, logScales: s, coefficients: c }) => {
      const blue = m[2] + c[1] * red + c[2] * green;
      return sum + weight * cell(r, m[0], s[0]) * cell(g, m[1] + c[0] * red, s[1]) * cell(b, blue, s[2]);
    }, 0);
  });
}

const two: readonly Component[] = [
  { weight: 0.3, means: [0.2, 0.1, 0.9], logScales: [-1.5, -2, -1], coefficients: [0.7, -0.5, 0.2] },
  { weight: 0.7, means: [0.8, 0.6, -0.1], logScales: [-2, -1, -2.5], coefficients: [-0.6, 0.4, 0.8] },
];

test('probabilities are those of the layout, and draws have their frequencies', () => {
  const [levels, n] = [4, 20_000];
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const built = discretizedLogisticRgb({ levels, components: 2 }).build({ event: [3] });
    const expected = probabilities(two, levels);
    expect(expected.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);

    const given = (rows: number) => tf.add(tf.tensor2d([parametersOf(two)]), tf.zeros([rows, 20]));
    const all = tf.tensor2d(expected.map((_, i) => [Math.floor(i / 16) / 3, (Math.floor(i / 4) % 4) / 3, (i % 4) / 3]));
    const nll = built.negativeLogDensity([given(64)], all).dataSync();
    expected.forEach((p, i) => expect(nll[i]).toBeCloseTo(-Math.log(p), 4));

    const drawn = built.draw([given(n)], drawNoise(built.noise(), n, randomStream(5)));
    expect(drawn.shape).toEqual([n, 3]);
    const found = new Float64Array(64);
    const steps = drawn.dataSync().map((value) => value * 3);
    expect(steps.every((step) => step > -1e-6 && step < 3.00001 && Math.abs(step - Math.round(step)) < 1e-5)).toBe(true);
    for (let i = 0; i < n; i++) {
      const [r, g, b] = [...steps.subarray(3 * i, 3 * i + 3)].map(Math.round) as [number, number, number];
      found[16 * r + 4 * g + b]!++;
    }
    // Five standard errors each, and all together by chi-square: 63 degrees of freedom have the deviation sqrt(126).
    expected.forEach((p, i) => expect(Math.abs(found[i]! / n - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n) + 1 / n));
    const often = expected.flatMap((p, i) => (p * n >= 5 ? [(found[i]! - p * n) ** 2 / (p * n)] : []));
    expect(often.length).toBeGreaterThan(40);
    expect(often.reduce((sum, term) => sum + term)).toBeLessThan(often.length - 1 + 5 * Math.sqrt(2 * (often.length - 1)));
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('the mean is that of the draws where scales are narrow, whatever the shape of the image', () => {
  const n = 2000;
  const narrow = two.map((component) => ({ ...component, logScales: [-6, -6, -6] as const }));
  tf.tidy(() => {
    const built = discretizedLogisticRgb({ components: 2 }).build({ event: [2, 1, 3] });
    expect(built.parameters).toEqual([{ name: 'mixture', shape: [2, 1, 20] }]);
    const other = [{ ...narrow[0]!, means: [1.5, -3, 0.4] as const }, narrow[1]!];
    const given = tf.add(tf.tensor4d([...parametersOf(narrow), ...parametersOf(other)], [1, 2, 1, 20]), tf.zeros([n, 2, 1, 20]));
    const drawn = built.draw([given], drawNoise(built.noise(), n, randomStream(6)));
    expect(drawn.shape).toEqual([n, 2, 1, 3]);
    const mean = built.mean([given]);
    expect(mean.shape).toEqual([n, 2, 1, 3]);
    const [first, average] = [mean.dataSync().slice(0, 6), tf.mean(drawn, 0).dataSync()];
    const deviation = tf.sqrt(tf.moments(drawn, 0).variance).dataSync();
    first.forEach((value, i) => expect(Math.abs(average[i]! - value)).toBeLessThan((5 * deviation[i]!) / Math.sqrt(n) + 0.004));
    // By hand: 0.3 · (0.9 − 0.5 · 0.2 + 0.2 · 0.24) + 0.7 · (−0.1 + 0.4 · 0.8 + 0.8 · 0.12).
    expect(first[2]).toBeCloseTo(0.3 * 0.848 + 0.7 * 0.316, 5);
    // Held to the range before it moves what comes behind: red 1, green 0, blue 0.4 − 0.5.
    expect(first[3]).toBeCloseTo(0.3 * 1 + 0.7 * 0.8, 5);
    expect(first[5]).toBeCloseTo(0.7 * 0.316, 5);
  });
});

test('a convolutional decoder gives all parameters in one output; nothing stays behind', async () => {
  const before = tf.memory().numTensors;
  const model = vae({
    encoder: convEncoder({ input: [4, 4, 3], latent: 2, filters: [3] }),
    decoder: convDecoder({ latent: 2, output: [4, 4, 30], filters: [3] }),
    likelihood: discretizedLogisticRgb({ components: 3 }),
  });
  const u = randomStream(2).fillUniform(new Float32Array(8 * 48));
  const x = { data: u.map((value) => Math.floor(255 * value) / 255), shape: [8, 4, 4, 3] };
  const { history } = await fit(model, x, { epochs: 5, batchSize: 4 });
  expect(history['loss']!.every(Number.isFinite)).toBe(true);
  const drawn = sample(model, { count: 2, draw: true, seed: 1 });
  expect(drawn.shape).toEqual([2, 4, 4, 3]);
  const steps = drawn.dataSync().map((value) => value * 255);
  expect(steps.every((step) => step >= 0 && step <= 255.001 && Math.abs(step - Math.round(step)) < 1e-3)).toBe(true);
  drawn.dispose();

  // The likelihood by itself: what it returns and nothing else, within a tidy as everywhere.
  const [all, batch] = [tf.randomNormal([2, 4, 4, 30], 0, 1, 'float32', 1), tf.tensor4d(x.data.slice(0, 96), [2, 4, 4, 3])];
  const held = tf.memory().numTensors;
  const value = tf.tidy(() => model.likelihood.negativeLogDensity([all], batch));
  expect(tf.memory().numTensors).toBe(held + 1);
  const flat = tf.tidy(() => {
    const [logits, rest] = tf.split(tf.reshape(all, [2, 16, 30]), [3, 27], 2) as [tf.Tensor, tf.Tensor];
    const [m, s, c] = tf.split(tf.reshape(rest, [2, 16, 3, 9]), 3, 3) as [tf.Tensor, tf.Tensor, tf.Tensor];
    return discretizedLogisticRgbNll(logits, m, s, c, tf.reshape(batch, [2, 16, 3]));
  });
  expect(value.dataSync()).toEqual(flat.dataSync());
  tf.dispose([all, batch, value, flat]);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a decoder without these parameters is refused by name', () => {
  expect(() =>
    vae({
      encoder: convEncoder({ input: [4, 4, 3], latent: 2, filters: [3] }),
      decoder: convDecoder({ latent: 2, output: [4, 4, 3], filters: [3] }),
      likelihood: discretizedLogisticRgb(),
    }),
  ).toThrow(
    'vae: output 0 of the decoder has shape [batch,4,4,3] but the likelihood (discretizedLogisticRgb) needs its `mixture` as [batch,4,4,50]',
  );
});

test('options and events that make no sense are refused', () => {
  expect(() => discretizedLogisticRgb({ levels: 0 })).toThrow('discretizedLogisticRgb: `levels` is 0');
  expect(() => discretizedLogisticRgb({ range: [0, Infinity] })).toThrow('`range` is [0,Infinity]');
  expect(() => discretizedLogisticRgb({ components: 2.5 })).toThrow('discretizedLogisticRgb: `components` is 2.5');
  expect(() => discretizedLogisticRgb().build({ event: [28, 28, 1] })).toThrow(
    'discretizedLogisticRgb: an example has shape [28,28,1]; its last axis must be the 3 channels red, green and blue. For gray values take discretizedLogistic',
  );
});

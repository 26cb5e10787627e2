import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { discretizedLogisticMixtureNll } from './discretizedLogisticMixtureNll.js';
import { discretizedLogisticNll } from './discretizedLogisticNll.js';
import { discretizedLogisticRgbNll } from './discretizedLogisticRgbNll.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const normal = (shape: number[], spread: number, seed: number) => tf.randomNormal(shape, 0, spread, 'float32', seed);
/** Every pixel of so many levels in [0, 1], `[levels³, 3]`. */
const colors = (levels: number): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: levels ** 3 }, (_, i) =>
      [Math.floor(i / levels ** 2), Math.floor(i / levels) % levels, i % levels].map((level) => level / (levels - 1)),
    ),
  );
/** The same for every row. */
const same = (t: tf.Tensor, rows: number): tf.Tensor => tf.add(tf.expandDims(t, 0), tf.zeros([rows, ...t.shape]));

onEveryBackend(() => {
  matchesTorch('discretizedLogisticRgbNll', ({ logits, means, logScales, coefficients, x }, { levels, low, high }) =>
    discretizedLogisticRgbNll(logits!, means!, logScales!, coefficients!, x!, { levels: levels!, range: [low!, high!] }),
  );

  test.each([1, 2, 3, 4, 5, 6])('probabilities of all colors add up to 1: parameters of seed %i', (seed) => {
    const levels = 4;
    const x = colors(levels);
    const given = [
      normal([3], 1, seed),
      tf.add(normal([3, 3], 0.7, seed + 10), 0.5),
      tf.sub(normal([3, 3], 2, seed + 20), 2),
      normal([3, 3], 2, seed + 30),
    ].map((t) => same(t, levels ** 3)) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const mass = tf.sum(tf.exp(tf.neg(discretizedLogisticRgbNll(...given, x, { levels })))).dataSync()[0];
    expect(mass).toBeCloseTo(1, 5);
  });

  test('with one component and no coefficients: three discretized logistic distributions', () => {
    const shape = [3, 2, 2, 3];
    const x = tf.div(tf.round(tf.mul(tf.randomUniform(shape, 0, 1, 'float32', 1), 255)), 255);
    const [means, logScales] = [normal(shape, 0.5, 2), tf.sub(normal(shape, 1, 3), 2)];
    const [m, s] = [tf.expandDims(means, -1), tf.expandDims(logScales, -1)];
    const found = discretizedLogisticRgbNll(normal([3, 2, 2, 1], 1, 4), m, s, tf.zerosLike(m), x).dataSync();
    const expected = discretizedLogisticNll(means, logScales, x).dataSync();
    expectClose(found, expected, expected.map(Math.abs), 1e-5, 'NLL');
  });

  test('the channels of a pixel share their component, unlike where each value has a mixture', () => {
    // Two sharp components, black and white: a pixel is one or the other, never a mixture of channels.
    const [logits, means] = [tf.zeros([1, 2]), tf.tensor3d([0, 1, 0, 1, 0, 1], [1, 3, 2])];
    const logScales = tf.fill([1, 3, 2], -8);
    const cost = (pixel: number[]) =>
      discretizedLogisticRgbNll(logits, means, logScales, tf.zerosLike(means), tf.tensor2d([pixel])).dataSync()[0];
    expect(cost([0, 0, 0])).toBeCloseTo(Math.LN2, 1);
    expect(cost([1, 1, 1])).toBeCloseTo(cost([0, 0, 0])!, 4);
    expect(cost([0, 1, 0])).toBeGreaterThan(1000);
    const each = discretizedLogisticMixtureNll(tf.zeros([1, 3, 2]), means, logScales, tf.tensor2d([[0, 1, 0]])).dataSync()[0];
    expect(each).toBeCloseTo(3 * Math.LN2, 1);
  });

  test('means far away and scales of every size give finite values and slopes', () => {
    const x = colors(3);
    const rows = x.shape[0];
    for (const [mean, logScale, coefficient] of [
      [1e4, -12, 40],
      [-300, 9, -40],
      [0.5, -20, 0],
      [0.5, 20, 3],
    ] as const) {
      const given: tf.Tensor[] = [tf.zeros([rows, 2])];
      for (const value of [mean, logScale, coefficient]) given.push(tf.fill([rows, 3, 2], value));
      const f = (...inputs: tf.Tensor[]) =>
        tf.sum(discretizedLogisticRgbNll(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]), x)) as tf.Scalar;
      for (const t of [f(...given), ...tf.grads(f)(given)]) expect(t.dataSync().every(Number.isFinite)).toBe(true);
    }
  });

  const fixed = () => ({
    logits: normal([2, 3], 1, 1),
    means: normal([2, 3, 3], 0.5, 2),
    c: normal([2, 3, 3], 1, 3),
    logScales: tf.fill([2, 3, 3], -1),
    x: tf.tensor2d([
      [0.2, 1, 0.4],
      [0, 0.6, 0.8],
    ]),
  });
  const second: Record<string, (t: tf.Tensor, all: ReturnType<typeof fixed>) => tf.Tensor> = {
    logits: (t, { means, logScales, c, x }) => discretizedLogisticRgbNll(tf.sum(t, 1), means, logScales, c, x),
    means: (t, { logits, logScales, c, x }) => discretizedLogisticRgbNll(logits, t, logScales, c, x),
    scales: (t, { logits, means, c, x }) => discretizedLogisticRgbNll(logits, means, tf.sub(t, 2), c, x),
    coefficients: (t, { logits, means, logScales, x }) => discretizedLogisticRgbNll(logits, means, logScales, t, x),
    'coefficients and x': (t, { logits, means, logScales, x }) =>
      discretizedLogisticRgbNll(logits, means, logScales, t, tf.add(x, tf.mul(0.01, tf.mean(t, -1))), { levels: 6 }),
  };
  test.each(Object.entries(second))('has a second derivative: %s', (_, f) => {
    const all = fixed();
    const [at, v] = [normal([2, 3, 3], 1, 5), normal([2, 3, 3], 1, 6)];
    const along = (h: tf.Tensor) => tf.sum(tf.mul(tf.grad((t: tf.Tensor) => tf.sum(f(t, all)))(tf.add(at, tf.mul(v, h))), v));
    const found = tf.grad(along)(tf.scalar(0)).dataSync()[0]!;
    const step = 2 ** -6;
    const [up, down, up2, down2] = [step, -step, 2 * step, -2 * step].map((h) => along(tf.scalar(h)).dataSync()[0]!) as [
      number,
      number,
      number,
      number,
    ];
    const expected = (8 * (up - down) - (up2 - down2)) / (12 * step);
    expect(Math.abs(found - expected) / (Math.abs(expected) + 0.1)).toBeLessThan(2e-3);
  });
});

test('discretizedLogisticRgbNll refuses shapes and options that make no sense', () => {
  const [logits, means, x] = [tf.zeros([2, 5, 4]), tf.zeros([2, 5, 3, 4]), tf.zeros([2, 5, 3])];
  const before = tf.memory().numTensors;
  expect(() => discretizedLogisticRgbNll(logits, means, tf.zeros([2, 5, 3, 2]), means, x)).toThrow(
    'discretizedLogisticRgbNll: `means` has shape [2,5,3,4] but `logScales` has [2,5,3,2]; every component has a mean, a scale and a coefficient for each channel',
  );
  expect(() => discretizedLogisticRgbNll(means, means, means, means, x)).toThrow(
    'discretizedLogisticRgbNll: `logits` has shape [2,5,3,4], `means` [2,5,3,4] and `x` [2,5,3]; expected [batch,…,components], [batch,…,3,components] and [batch,…,3]',
  );
  const four = tf.zeros([2, 4, 4]);
  expect(() => discretizedLogisticRgbNll(tf.zeros([2, 4]), four, four, four, tf.zeros([2, 4]))).toThrow('`means` [2,4,4]');
  expect(() => discretizedLogisticRgbNll(logits, means, means, means, tf.zeros([2, 5, 1]))).toThrow('`x` [2,5,1]');
  expect(() => discretizedLogisticRgbNll(logits, means, means, means, undefined as unknown as tf.Tensor)).toThrow(
    '`x` [undefined]',
  );
  expect(() => discretizedLogisticRgbNll(logits, means, means, means, x, { levels: 1.5 })).toThrow('`levels` is 1.5');
  expect(() => discretizedLogisticRgbNll(logits, means, means, means, x, { range: [1, 1] })).toThrow('`range` is [1,1]');
  expect(tf.memory().numTensors - before).toBe(5);
  const colors = tf.zeros([2, 3, 4]);
  expect(() =>
    discretizedLogisticRgbNll(tf.zeros([2, 4]), colors, colors, colors, tf.zeros([2, 3]), { mask: tf.zeros([2, 2]) }),
  ).toThrow('discretizedLogisticRgbNll: `mask` has shape [2,2] but `x` has shape [2,3]; give a tensor of that shape or of [2,1]');
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { bernoulliNll } from './bernoulliNll.js';
import { categoricalNll } from './categoricalNll.js';
import { continuousBernoulliMean, continuousBernoulliNll } from './continuousBernoulliNll.js';
import { discretizedLogisticMixtureNll } from './discretizedLogisticMixtureNll.js';
import { discretizedLogisticNll } from './discretizedLogisticNll.js';
import { gaussianNll } from './gaussianNll.js';
import { gaussianOptimalSigmaNll } from './gaussianOptimalSigmaNll.js';
import { laplaceNll } from './laplaceNll.js';
import { negativeBinomialNll } from './negativeBinomialNll.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';
import { poissonNll } from './poissonNll.js';
import { studentTNll } from './studentTNll.js';

const column = (values: readonly number[]) => tf.tensor2d(values.map((value) => [value]));
/** Σ exp(−NLL) over the values that x can take, which is 1. */
const mass = (nll: tf.Tensor1D) => tf.sum(tf.exp(tf.neg(nll))).dataSync()[0]!;

onEveryBackend(() => {
  matchesTorch('laplaceNll', ({ mean, x, logScale }) => laplaceNll(mean!, x!, { logScale: logScale! }));
  matchesTorch('categoricalNll', ({ logits, x }) => categoricalNll(logits!, x!));
  matchesTorch('discretizedLogisticNll', ({ mean, logScale, x }, { levels, low, high }) =>
    discretizedLogisticNll(mean!, logScale!, x!, { levels: levels!, range: [low!, high!] }),
  );
  matchesTorch('discretizedLogisticMixtureNll', ({ logits, means, logScales, x }, { levels, low, high }) =>
    discretizedLogisticMixtureNll(logits!, means!, logScales!, x!, { levels: levels!, range: [low!, high!] }),
  );
  matchesTorch('continuousBernoulliNll', ({ logits, x }) => continuousBernoulliNll(logits!, x!));
  matchesTorch('poissonNll', ({ logRate, x }) => poissonNll(logRate!, x!));
  matchesTorch('negativeBinomialNll', ({ logMean, logDispersion, x }) => negativeBinomialNll(logMean!, logDispersion!, x!));
  matchesTorch('studentTNll', ({ mean, x, logScale, logDegrees }) =>
    studentTNll(mean!, x!, { logScale: logScale!, logDegrees: logDegrees! }),
  );
  matchesTorch('gaussianOptimalSigmaNll', ({ mean, x }, { perExample, minimum }) =>
    gaussianOptimalSigmaNll(mean!, x!, { per: perExample ? 'example' : 'batch', minimum: minimum! }),
  );

  test('probabilities of all values add up to 1', () => {
    const levels = 16;
    const x = column(Array.from({ length: levels }, (_, i) => i / (levels - 1)));
    for (const [mean, logScale] of [
      [0.3, -3],
      [-2, 0.5],
      [0.97, -8],
      [40, 2],
    ] as const) {
      const at = (value: number) => tf.fill([levels, 1], value);
      expect(mass(discretizedLogisticNll(at(mean), at(logScale), x, { levels }))).toBeCloseTo(1, 5);
      const two = (a: number, b: number) => tf.add(tf.tensor3d([[[a, b]]]), tf.zeros([levels, 1, 2]));
      expect(mass(discretizedLogisticMixtureNll(two(0.5, -1), two(mean, 0.5), two(logScale, -1), x, { levels }))).toBeCloseTo(
        1,
        5,
      );
    }
    const counts = column(Array.from({ length: 200 }, (_, i) => i));
    const at = (value: number) => tf.fill([200, 1], value);
    expect(mass(poissonNll(at(3), counts))).toBeCloseTo(1, 4);
    for (const dispersion of [-1, 1, 12]) expect(mass(negativeBinomialNll(at(2), at(dispersion), counts))).toBeCloseTo(1, 3);
    expect(mass(categoricalNll(tf.tensor2d([0, 1, 2, 3].map(() => [1, -2, 30, 29])), tf.tensor1d([0, 1, 2, 3])))).toBeCloseTo(
      1,
      5,
    );
  });

  test('densities integrate to 1', () => {
    const n = 4000;
    const over = (from: number, to: number) => column(Array.from({ length: n }, (_, i) => from + ((i + 0.5) / n) * (to - from)));
    const at = (value: number) => tf.fill([n, 1], value);
    for (const logit of [-30, -2, 0, 1e-4, 0.5, 7])
      expect(mass(continuousBernoulliNll(at(logit), over(0, 1))) / n).toBeCloseTo(1, 4);
    expect((mass(laplaceNll(at(0.3), over(-20, 20), { scale: 0.8 })) * 40) / n).toBeCloseTo(1, 3);
    expect((mass(studentTNll(at(0.3), over(-200, 200), { degrees: 3, logScale: tf.scalar(0.2) })) * 400) / n).toBeCloseTo(1, 3);
    expect((mass(gaussianNll(at(0.3), over(-20, 20), { logVar: tf.tensor2d([[0.4]]) })) * 40) / n).toBeCloseTo(1, 3);
  });

  test('a sure and right answer costs what float32 can say, not 0 of a rounded sum', () => {
    expectClose(categoricalNll(tf.tensor2d([[20, 0, 0]]), tf.tensor1d([0])).dataSync(), [2 * Math.exp(-20)], [1e-9], 1e-3, 'NLL');
  });

  test('classes by index and one-hot: the same; integers and booleans are taken as observations', () => {
    const logits = tf.randomNormal([3, 2, 4], 0, 2, 'float32', 1);
    const index = tf.tensor2d(
      [
        [0, 3],
        [1, 1],
        [2, 0],
      ],
      [3, 2],
      'int32',
    );
    const expected = categoricalNll(logits, tf.cast(index, 'float32')).dataSync();
    expect(categoricalNll(logits, index).dataSync()).toEqual(expected);
    expect(categoricalNll(logits, tf.oneHot(index, 4)).dataSync()).toEqual(expected);
    const counts = tf.tensor2d([[3, 1]], [1, 2], 'int32');
    expect(poissonNll(tf.zeros([1, 2]), counts).dataSync()[0]).toBeCloseTo(2 + Math.log(6), 5);
    expect(laplaceNll(tf.zeros([1, 2]), counts, { scale: 1 }).dataSync()[0]).toBeCloseTo(4 + 2 * Math.LN2, 5);
    expect(categoricalNll(tf.zeros([1, 2]), tf.tensor1d([5])).dataSync()[0]! + 0).toBe(0);
  });

  test('the mean of a continuous Bernoulli distribution is ½ at 0 and smooth beside it', () => {
    const ends = continuousBernoulliMean(tf.tensor1d([0, 80, -80])).dataSync();
    expect(ends[0]).toBe(0.5);
    expectClose(ends, [0.5, 1 - 1 / 80, 1 / 80], [1, 1, 1], 1e-7, 'ends');
    const l = [-1.001, -0.999, -0.1, 1e-3, 0.999, 1.001, 3].map(Math.fround);
    const expected = l.map((x) => 1 / -Math.expm1(-x) - 1 / x);
    expectClose(continuousBernoulliMean(tf.tensor1d(l)).dataSync(), expected, expected, 1e-6, 'mean');
  });

  test('a negative binomial of large r is Poisson, a t of many degrees Gaussian', () => {
    const x = column([0, 1, 4, 20]);
    const rate = tf.fill([4, 1], 1.2);
    const poisson = poissonNll(rate, x).dataSync();
    expectClose(negativeBinomialNll(rate, tf.scalar(18), x).dataSync(), poisson, poisson, 5e-6, 'Poisson');
    const gaussian = gaussianNll(tf.zeros([4, 1]), column([0, 1, 4, -3]), { sigma: 1 }).dataSync();
    expectClose(
      studentTNll(tf.zeros([4, 1]), column([0, 1, 4, -3]), { degrees: 1e7 }).dataSync(),
      gaussian,
      gaussian,
      1e-5,
      'Gaussian',
    );
    expect(studentTNll(tf.zeros([1, 1]), tf.zeros([1, 1]), { degrees: 1 }).dataSync()[0]).toBeCloseTo(Math.log(Math.PI), 6);
  });

  test('the optimal sigma is the one that no other beats, with the gradient of sigma held', () => {
    const [mean, x] = [tf.randomNormal([3, 5], 0, 1, 'float32', 1), tf.randomNormal([3, 5], 0, 1, 'float32', 2)];
    const sigma = Math.sqrt(tf.mean(tf.square(tf.sub(mean, x))).dataSync()[0]!);
    const best = tf.sum(gaussianOptimalSigmaNll(mean, x)).dataSync()[0]!;
    expect(tf.sum(gaussianNll(mean, x, { sigma })).dataSync()[0]).toBeCloseTo(best, 4);
    for (const other of [0.9, 1.1])
      expect(tf.sum(gaussianNll(mean, x, { sigma: sigma * other })).dataSync()[0]).toBeGreaterThan(best);
    const slope = tf
      .grad((m: tf.Tensor) => tf.mean(gaussianOptimalSigmaNll(m, x)))(mean)
      .dataSync();
    const held = tf
      .grad((m: tf.Tensor) => tf.mean(gaussianNll(m, x, { sigma })))(mean)
      .dataSync();
    expectClose(
      slope,
      held,
      held.map(() => 1),
      1e-5,
      'slope',
    );
    // A row of weight 0 moves nothing.
    const weight = tf.tensor1d([1, 1, 0]);
    const wild = tf.concat([tf.slice(x, 0, 2), tf.fill([1, 5], 100)]);
    const two = gaussianOptimalSigmaNll(tf.slice(mean, 0, 2), tf.slice(x, 0, 2)).dataSync();
    expectClose(gaussianOptimalSigmaNll(mean, wild, { weight }).dataSync().slice(0, 2), two, two.map(Math.abs), 1e-5, 'weight');
    // A perfect decoder pays the minimum's logarithm, not −Infinity.
    expect(gaussianOptimalSigmaNll(x, x, { minimum: 0.01 }).dataSync()[0]).toBeCloseTo(
      5 * (0.5 * Math.log(2 * Math.PI) + Math.log(0.01)),
      3,
    );
  });

  const second: Record<string, (t: tf.Tensor) => tf.Tensor> = {
    categoricalNll: (t) => categoricalNll(t, tf.tensor1d([0, 2])),
    continuousBernoulliNll: (t) => continuousBernoulliNll(t, tf.fill([2, 3], 0.3)),
    'discretizedLogisticNll, mean': (t) => discretizedLogisticNll(tf.mul(t, 0.1), tf.scalar(-2), tf.fill([2, 3], 0.2)),
    'discretizedLogisticNll, scale and x': (t) => discretizedLogisticNll(tf.zeros([2, 3]), t, tf.add(tf.mul(t, 0), 0.2)),
    discretizedLogisticMixtureNll: (t) =>
      discretizedLogisticMixtureNll(
        t,
        tf.tensor2d([
          [0.1, 0.2, 0.3],
          [0, 0, 1],
        ]),
        tf.sub(t, 2),
        tf.tensor1d([0.2, 1]),
      ),
    'gaussianOptimalSigmaNll, batch': (t) => gaussianOptimalSigmaNll(t, tf.ones([2, 3])),
    'gaussianOptimalSigmaNll, example': (t) => gaussianOptimalSigmaNll(t, tf.ones([2, 3]), { per: 'example' }),
    'laplaceNll, scale': (t) => laplaceNll(tf.zeros([2, 3]), tf.ones([2, 3]), { logScale: t }),
    'negativeBinomialNll, mean': (t) => negativeBinomialNll(t, tf.scalar(0.3), tf.ones([2, 3])),
    'negativeBinomialNll, dispersion': (t) => negativeBinomialNll(tf.ones([2, 3]), t, tf.fill([2, 3], 4)),
    poissonNll: (t) => poissonNll(t, tf.ones([2, 3])),
    'studentTNll, mean': (t) => studentTNll(t, tf.ones([2, 3]), { degrees: 3 }),
    'studentTNll, scale': (t) => studentTNll(tf.zeros([2, 3]), tf.ones([2, 3]), { degrees: 3, logScale: t }),
    'studentTNll, degrees': (t) => studentTNll(tf.zeros([2, 3]), tf.ones([2, 3]), { logDegrees: t }),
  };
  test.each(Object.entries(second))('has a second derivative: %s', (_, f) => {
    const [at, v] = [tf.randomNormal([2, 3], 0, 1, 'float32', 3), tf.randomNormal([2, 3], 0, 1, 'float32', 4)];
    const along = (h: tf.Tensor) => tf.sum(tf.mul(tf.grad((t: tf.Tensor) => tf.sum(f(t)))(tf.add(at, tf.mul(v, h))), v));
    const found = tf.grad(along)(tf.scalar(0)).dataSync()[0]!;
    const step = 2 ** -5;
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

test('the likelihoods refuse shapes and options that make no sense', () => {
  const [two, three] = [tf.zeros([2, 2]), tf.zeros([2, 3])];
  expect(() => laplaceNll(two, three, { scale: 1 })).toThrow('laplaceNll: `mean` has shape [2,2] but `x` has [2,3]');
  expect(() => laplaceNll(two, two, { scale: 0 })).toThrow('laplaceNll: `scale` is 0; it must be positive and finite');
  expect(() => laplaceNll(two, two, { logScale: three })).toThrow(
    'laplaceNll: `mean` has shape [2,2] but `logScale` has [2,3]; give one `logScale` for every value of `mean`, [1,2] for one that all examples ' +
      'share, or a scalar for all of them',
  );
  expect(() => laplaceNll(two, two, {} as { scale: number })).toThrow(
    'laplaceNll: `logScale` must be a tensor or a number, but is undefined',
  );
  expect(() => categoricalNll(three, two)).toThrow('categoricalNll: `logits` has shape [2,3] but `x` has [2,2]');
  expect(() => categoricalNll(tf.zeros([3]), tf.zeros([3]))).toThrow('expected logits [batch,…,classes]');
  expect(() => discretizedLogisticNll(two, two, three)).toThrow(
    'discretizedLogisticNll: `mean` has shape [2,2] but `x` has [2,3]',
  );
  expect(() => discretizedLogisticNll(two, two, two, { levels: 1 })).toThrow(
    '`levels` is 1; it must be a whole number of at least 2',
  );
  expect(() => discretizedLogisticNll(two, two, two, { range: [1, 1] })).toThrow(
    '`range` is [1,1]; the second must be greater than the first',
  );
  expect(() => discretizedLogisticMixtureNll(three, three, three, three)).toThrow('expected [batch,…,components] and [batch,…]');
  expect(() => continuousBernoulliNll(two, three)).toThrow('continuousBernoulliNll: `logits` has shape [2,2]');
  expect(() => poissonNll(two, three)).toThrow('poissonNll: `logRate` has shape [2,2]');
  expect(() => negativeBinomialNll(two, three, two)).toThrow('`logDispersion` has [2,3]');
  expect(() => studentTNll(two, two, {})).toThrow(
    'studentTNll: give `degrees`, a positive number, or `logDegrees`, a tensor, and not both',
  );
  expect(() => studentTNll(two, two, { degrees: -1 })).toThrow('`degrees` is -1; it must be positive and finite');
  expect(() => gaussianOptimalSigmaNll(two, two, { minimum: 0 })).toThrow('`minimum` is 0');
  expect(() => gaussianOptimalSigmaNll(two, two, { per: 'pixel' as 'batch' })).toThrow(
    "`per` is \"pixel\"; expected 'batch' or 'example'",
  );
  expect(() => gaussianOptimalSigmaNll(two, two, { weight: tf.ones([3]) })).toThrow('`weight` has shape [3]; expected [2]');
  expect(() => bernoulliNll(two, three)).toThrow('bernoulliNll');
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { diagonalMoments } from './family.js';
import { bernoulli } from './likelihoods/bernoulli.js';
import { gaussian } from './likelihoods/gaussian.js';
import { elbo } from './objectives/elbo.js';
import { iwae } from './objectives/iwae.js';
import type { Posterior } from './parts.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { classMeans } from './priors/classMeans.js';
import { standardNormal } from './priors/standardNormal.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { repeatedParameters } from './repeatedParameters.js';
import { deviation, tinyContext, tinyData, tinyVae } from './tiny.test-helper.js';

const n = 40_000;
const at = (value: number[], rows: number): tf.Tensor => tf.mul(tf.ones([rows, 1]), tf.tensor2d([value]));
const moments = (x: tf.Tensor): { mean: Float32Array; variance: Float32Array } => {
  const { mean, variance } = tf.moments(x, 0);
  return { mean: mean.dataSync() as Float32Array, variance: variance.dataSync() as Float32Array };
};
/** log N(z; m, v), in double precision. */
const logNormal = (z: number[], m: number[], v: number[]): number =>
  z.reduce((sum, value, i) => sum - 0.5 * (Math.log(2 * Math.PI * v[i]!) + (value - m[i]!) ** 2 / v[i]!), 0);

test('diagonalNormal: draws have the moments, the density is the closed form, samples lie beside each other', () => {
  const q = diagonalNormal().build({ event: [4], latent: [2] });
  const parameters = [at([1, -2], n), at([Math.log(4), Math.log(0.25)], n)];
  const { mean, variance } = moments(
    q.draw(q.perExample!(parameters), drawNoise(q.noise('train'), n, randomStream(1)), tinyContext(n)).z,
  );
  [1, -2].forEach((m, i) => expect(Math.abs(mean[i]! - m)).toBeLessThan((5 * [2, 0.5][i]!) / Math.sqrt(n)));
  [4, 0.25].forEach((v, i) => expect(Math.abs(variance[i]! / v - 1)).toBeLessThan(5 * Math.sqrt(2 / n)));
  const z = tf.tensor2d([[0.3, -1]]);
  expect(q.logDensity!([at([1, -2], 1), at([Math.log(4), Math.log(0.25)], 1)], z, tinyContext(1)).dataSync()[0]).toBeCloseTo(
    logNormal([0.3, -1], [1, -2], [4, 0.25]),
    5,
  );
  const parts = { posterior: q };
  const centers = [
    tf.tensor2d([
      [0, 0],
      [100, 100],
    ]),
    tf.zeros([2, 2]),
  ];
  const noise = drawNoise(q.noise('train'), 6, randomStream(1));
  const { z: many } = q.draw(repeatedParameters(parts, centers, 3), noise, tinyContext(6));
  expect(many.shape).toEqual([6, 2]);
  expect(Array.from(many.dataSync(), (v) => v > 50)).toEqual([...Array<boolean>(6).fill(false), ...Array<boolean>(6).fill(true)]);
});

test('standardNormal: density, divergence, draws at a temperature', () => {
  const p = standardNormal().build({ event: [4], latent: [2] });
  expect(p.logDensity!(tf.tensor2d([[0.3, -1]]), tinyContext(1)).dataSync()[0]).toBeCloseTo(
    logNormal([0.3, -1], [0, 0], [1, 1]),
    5,
  );
  const q = { kind: 'diagonalNormal', mean: at([1, -2], 1), logVar: at([Math.log(4), Math.log(0.25)], 1) } as const;
  const kl = p.kl!(q, tinyContext(1))!.dataSync()[0]!;
  expect(kl).toBeCloseTo(0.5 * (4 + 1 - Math.log(4) - 1 + 0.25 + 4 - Math.log(0.25) - 1), 5);
  const draw = (temperature: number) =>
    moments(p.draw(drawNoise(p.noise(tinyContext(n).model), n, randomStream(2)), tinyContext(n), temperature));
  expect(Math.abs(draw(0.5).variance[0]! / 0.25 - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(draw(0).variance).toEqual(new Float32Array([0, 0]));
});

test('classMeans: each class has its mean (and its variance), in density, divergence and draws', () => {
  const p = classMeans(3, { classVariance: true, bias: true }).build({ event: [4], latent: [2] });
  const { means, bias, logVars } = p.variables as Record<'bias' | 'logVars' | 'means', tf.Variable>;
  const [m, v] = [
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
    [
      [1, 4],
      [0.5, 2],
      [3, 0.25],
    ],
  ];
  means.assign(tf.tensor2d(m));
  bias.assign(tf.tensor1d([10, 20]));
  logVars.assign(tf.log(tf.tensor2d(v)));
  const classes = tf.tensor2d([
    [0, 0, 1],
    [0, 1, 0],
  ]);
  const context = tinyContext(2, { condition: classes });
  const z = [
    [14, 25],
    [14, 25],
  ];
  const center = [
    [15, 26],
    [13, 24],
  ];
  const found = p.logDensity!(tf.tensor2d(z), context).dataSync();
  expect(deviation(found, [logNormal(z[0]!, center[0]!, v[2]!), logNormal(z[1]!, center[1]!, v[1]!)])).toBeLessThan(1e-5);
  expect(diagonalMoments('test', 'the prior', p.family!(context)).mean.arraySync()).toEqual(center);
  // The divergence of the prior from itself is 0.
  expect(deviation(p.kl!(p.family!(context), context)!.dataSync(), [0, 0])).toBeLessThan(1e-5);
  const rows = tinyContext(n, { condition: at([0, 1, 0], n) as tf.Tensor2D });
  const drawn = moments(p.draw(drawNoise(p.noise(tinyContext(n).model), n, randomStream(2)), rows, 1));
  expect(deviation(drawn.mean, center[1]!)).toBeLessThan(5e-2);
  expect(deviation(drawn.variance, v[1]!)).toBeLessThan(5e-2);
  expect(() => p.logDensity!(tf.tensor2d(z), tinyContext(2))).toThrow(
    'classMeans: the batch has no labels; give `y`, whole numbers from 0 to 2',
  );
});

test('classMeans: means start within Glorot’s range, a seed of their own each', () => {
  const start = (seed: number) =>
    classMeans(10, { seed })
      .build({ event: [4], latent: [2, 3] })
      .variables!['means']!.dataSync() as Float32Array;
  expect(start(1)).toEqual(start(1));
  expect(start(1)).not.toEqual(start(2));
  expect(Math.max(...start(1).map(Math.abs))).toBeLessThanOrEqual(Math.fround(Math.sqrt(6 / 16)));
});

test('the separation term is λ / pairs · Σ max(0, 1 − distance / margin)², with the gradient that this has', () => {
  const p = classMeans(3, { separation: 2, margin: 5 }).build({ event: [4], latent: [2] });
  const means = p.variables!['means']!;
  means.assign(
    tf.tensor2d([
      [0, 0],
      [3, 0],
      [0, 100],
    ]),
  );
  // One of three pairs is nearer than 5: (1 − 3/5)² · 2 / 3.
  const { value, grads } = tf.variableGrads(() => p.penalties!()['separation']!, [means]);
  expect(value.dataSync()[0]).toBeCloseTo((0.16 * 2) / 3, 6);
  const slope = (2 / 3) * 2 * 0.4 * (1 / 5);
  expect(deviation(grads[means.name]!.dataSync(), [slope, 0, -slope, 0, 0, 0])).toBeLessThan(1e-6);
  // Means on top of each other: a finite gradient.
  means.assign(tf.zeros([3, 2]));
  const together = tf.variableGrads(() => p.penalties!()['separation']!, [means]);
  expect(together.value.dataSync()[0]).toBeCloseTo(2, 5);
  expect(together.grads[means.name]!.dataSync().every(Number.isFinite)).toBe(true);
  expect(classMeans(3).build({ event: [4], latent: [2] }).penalties).toBeUndefined();
  const model = tinyVae({ prior: classMeans(2, { separation: 1 }) });
  const x = tf.tensor(tinyData(3).data, [3, 4]);
  const input = {
    batch: { x, y: tf.tensor1d([0, 1, 1], 'int32') },
    noise: drawNoise(model.noise('train'), 3, randomStream(0)),
    schedule: { beta: tf.scalar(1) },
    mode: 'train',
    dataSize: 3,
  } as const;
  const { terms, losses } = model.forward(input);
  expect(Object.keys(terms)).toEqual(['reconstruction', 'kl', 'separation']);
  expect(losses!['model']!.dataSync()[0]).toBeCloseTo(tf.mean(tf.addN(Object.values(terms))).dataSync()[0]!, 5);
});

test('classMeans refuses options that make no sense', () => {
  expect(() => classMeans(0)).toThrow('classMeans: `classes` is 0');
  expect(() => classMeans(2, { separation: -1 })).toThrow('`separation` is -1');
  expect(() => classMeans(2, { margin: 0 })).toThrow('`margin` is 0');
});

test('bernoulli: closed form from logits, bits at the given probability, a name for its value', () => {
  const l = bernoulli().build({ event: [2] });
  const nll = l.negativeLogDensity([tf.tensor2d([[2, -30]])], tf.tensor2d([[1, 1]])).dataSync()[0]!;
  expect(nll).toBeCloseTo(Math.log1p(Math.exp(-2)) + 30, 4);
  const logits = at([Math.log(0.2 / 0.8), 0], n);
  const bits = l.draw([logits], drawNoise(l.noise(), n, randomStream(1)));
  expect(new Set(bits.dataSync())).toEqual(new Set([0, 1]));
  [0.2, 0.5].forEach((p, i) => expect(Math.abs(moments(bits).mean[i]! - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / n)));
  expect(l.mean([tf.tensor2d([[0, 100]])]).arraySync()).toEqual([[0.5, 1]]);
  expect([l.reportedAs('none'), l.reportedAs('static'), l.reportedAs('dynamic')]).toEqual(['pseudoNll', 'nll', 'nll']);
});

test('gaussian: fixed, learned and predicted widths', () => {
  const [x, m] = [tf.tensor2d([[1, 2]]), tf.tensor2d([[0, 4]])];
  const fixed = gaussian({ sigma: 0.5 }).build({ event: [2] });
  expect(fixed.negativeLogDensity([m], x).dataSync()[0]).toBeCloseTo(-logNormal([1, 2], [0, 4], [0.25, 0.25]), 4);
  const learned = gaussian({ sigma: 'learned' }).build({ event: [2] });
  learned.variables!['logVar']!.assign(tf.tensor1d([Math.log(3)]));
  expect(learned.negativeLogDensity([m], x).dataSync()[0]).toBeCloseTo(-logNormal([1, 2], [0, 4], [3, 3]), 4);
  const predicted = gaussian({ sigma: 'predicted' }).build({ event: [2] });
  const logVar = tf.log(tf.tensor2d([[2, 9]]));
  expect(predicted.negativeLogDensity([m, logVar], x).dataSync()[0]).toBeCloseTo(-logNormal([1, 2], [0, 4], [2, 9]), 4);
  expect(predicted.parameters.map(({ name }) => name)).toEqual(['mean', 'logVar']);
  const wide = [at([0, 4], n), at([Math.log(2), Math.log(9)], n)];
  for (const [l, variances] of [
    [fixed, [0.25, 0.25]],
    [learned, [3, 3]],
    [predicted, [2, 9]],
  ] as const) {
    const drawn = moments(l.draw(wide, drawNoise(l.noise(), n, randomStream(1))));
    variances.forEach((v, i) => expect(Math.abs(drawn.variance[i]! / v - 1)).toBeLessThan(5 * Math.sqrt(2 / n)));
    expect(Math.abs(drawn.mean[1]! - 4)).toBeLessThan(5 * Math.sqrt(9 / n));
    expect(l.reportedAs('none')).toBe('nll');
  }
  for (const sigma of [0, -1, Number.NaN, Infinity]) expect(() => gaussian({ sigma })).toThrow(`gaussian: \`sigma\` is ${sigma}`);
});

test('iwae with one draw is the ELBO by Monte Carlo, more draws tighten it, and its terms add up to its loss', () => {
  const x = tf.tensor(tinyData(3).data, [3, 4]);
  const pass = (k: number) => {
    const model = tinyVae({ objective: iwae({ k }) });
    const noise = drawNoise(model.noise('train'), 3, randomStream(0));
    return model.forward({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: 3 });
  };
  const one = pass(1);
  expect(deviation(one.terms['tightening']!.dataSync(), [0, 0, 0])).toBeLessThan(1e-5);
  const seven = pass(7);
  expect(Math.max(...seven.terms['tightening']!.dataSync())).toBeLessThanOrEqual(0);
  for (const { terms, losses } of [one, seven]) {
    const sum = tf.mean(tf.addN(Object.values(terms)));
    expect(losses!['model']!.dataSync()[0]).toBeCloseTo(sum.dataSync()[0]!, 5);
  }
});

test('where the posterior gives no family, the divergence is estimated from the draws, and tends to the closed form', () => {
  const kl = (model: ReturnType<typeof tinyVae>): ArrayLike<number> => {
    const noise = drawNoise(model.noise('train'), 3, randomStream(3));
    const batch = { x: tf.tensor(tinyData(3).data, [3, 4]) };
    return model.forward({ batch, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: 3 }).terms['kl']!.dataSync();
  };
  const blind: Posterior = {
    config: { kind: 'blind' },
    build(shape) {
      const { family: _, ...others } = diagonalNormal().build(shape);
      return others;
    },
  };
  // log q − log p of one draw has a standard deviation of about 1 here; five standard errors of 4,000 draws.
  expect(deviation(kl(tinyVae({ posterior: blind, objective: elbo({ samples: 4000 }) })), kl(tinyVae()))).toBeLessThan(0.08);
});

test('objectives refuse counts and weights that make no sense', () => {
  expect(() => iwae({ k: 0 })).toThrow('iwae: `k` is 0');
  expect(() => elbo({ samples: 1.5 })).toThrow('elbo: `samples` is 1.5');
  expect(() => elbo({ beta: -1 })).toThrow('elbo: `beta` is -1; expected a number of at least 0, or a schedule');
});

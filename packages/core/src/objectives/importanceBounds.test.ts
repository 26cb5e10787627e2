import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BuiltPosterior, BuiltPrior, Context, Peers } from '../parts.js';
import type { Objective, Pass } from '../pass.js';
import { diagonalNormal } from '../posteriors/diagonalNormal.js';
import { fullNormal } from '../posteriors/fullNormal.js';
import { randomStream } from '../random/randomStream.js';
import { drawNoise } from '../random/drawNoise.js';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { ciwae } from './ciwae.js';
import { dreg } from './dreg.js';
import { elbo } from './elbo.js';
import { iwae } from './iwae.js';
import { miwae } from './miwae.js';
import { expectPaddingFree, expectPaddingUnseen } from './objectives.test-helper.js';
import { piwae } from './piwae.js';

// x | z ~ N(w z, s²), z ~ N(b + c m, 1), q = N(m, e^l): a prior that has a parameter of its own, and one of the encoder's.
const [x, deviation, shared] = [1.5, 0.5, 0.3];
const start = { m: 0.2, l: -0.7, w: 1.2, b: -0.4 };
type Parameters = Readonly<Record<keyof typeof start, tf.Tensor>>;

beforeAll(() => tf.setBackend('cpu'));

/** What the players of an objective minimize, `[rows]` each, at draws ε `[rows · samples]`. Parameters are scalars or `[rows]`. */
function lossesAt(objective: Objective, given: Parameters, eps: tf.Tensor): Readonly<Record<string, tf.Tensor>> {
  const shapes = { event: [1], latent: [1] };
  const built = objective.build(shapes);
  const { samples } = built;
  const rows = eps.size / samples;
  const perRow = (t: tf.Tensor): tf.Tensor => tf.mul(tf.reshape(t, [-1, 1]), tf.ones([rows, 1]));
  const perDraw = (t: tf.Tensor): tf.Tensor => tf.reshape(tf.mul(perRow(t), tf.ones([rows, samples])), [-1, 1]);
  const table = (t: tf.Tensor): tf.Tensor2D => tf.reshape(t, [rows, samples]);
  const posterior: BuiltPosterior = diagonalNormal().build(shapes);
  const center = tf.add(perDraw(given.b), tf.mul(perDraw(given.m), shared));
  const prior = {
    variables: { b: given.b },
    logDensity: (z: tf.Tensor) => normalLogDensity(z, center, tf.zerosLike(z)),
  } as unknown as BuiltPrior;
  const z = tf.add(perDraw(given.m), tf.mul(tf.exp(tf.mul(perDraw(given.l), 0.5)), tf.reshape(eps, [-1, 1])));
  const context: Context = {
    rows: rows * samples,
    mode: 'train',
    schedule: {},
    modelSchedule: {},
    model: { prior, posterior } as unknown as Peers,
  };
  const width = tf.fill(z.shape, 2 * Math.log(deviation));
  const pass: Partial<Pass> = {
    ...context,
    rows,
    samples,
    drawContext: context,
    posteriorParameters: () => [perRow(given.m), perRow(given.l)],
    z: () => z,
    reconstruction: () => table(tf.neg(normalLogDensity(tf.fill(z.shape, x), tf.mul(perDraw(given.w), z), width))),
    logPosterior: () => table(normalLogDensity(z, perDraw(given.m), perDraw(given.l))),
    logPrior: () => table(prior.logDensity!(z, context)),
    kl: () => tf.mean(tf.sub(pass.logPosterior!(), pass.logPrior!()), 1),
    schedule: { beta: tf.scalar(1) },
  };
  return built.evaluate(pass as Pass).losses!;
}

const nodes = Array.from({ length: 41 }, (_, i) => -6 + 0.3 * i);
const masses = nodes.map((e) => (0.3 * Math.exp(-(e ** 2) / 2)) / Math.sqrt(2 * Math.PI));
const logNormal = (value: number, mean: number, logVar: number): number =>
  -0.5 * (Math.log(2 * Math.PI) + logVar + (value - mean) ** 2 / Math.exp(logVar));

/** The expectations of both bounds in double precision, by the trapezoidal rule over two draws. */
function expected({ m, l, w, b }: typeof start): { elbo: number; iwae: number } {
  const logs = nodes.map((e) => {
    const z = m + Math.exp(l / 2) * e;
    return logNormal(x, w * z, 2 * Math.log(deviation)) + logNormal(z, b + shared * m, 0) - logNormal(z, m, l);
  });
  const pair = (i: number, j: number): number => {
    const top = Math.max(logs[i]!, logs[j]!);
    return top + Math.log((Math.exp(logs[i]! - top) + Math.exp(logs[j]! - top)) / 2);
  };
  const sum = (of: (i: number) => number): number => masses.reduce((total, mass, i) => total + mass * of(i), 0);
  return { elbo: sum((i) => logs[i]!), iwae: sum((i) => sum((j) => pair(i, j))) };
}

/** Central differences of the expected bound, by parameter. */
function slopes(bound: 'elbo' | 'iwae'): typeof start {
  const h = 1e-4;
  const along = (name: keyof typeof start): number =>
    (expected({ ...start, [name]: start[name] + h })[bound] - expected({ ...start, [name]: start[name] - h })[bound]) / (2 * h);
  return { m: along('m'), l: along('l'), w: along('w'), b: along('b') };
}

/** The gradients whose mean over all pairs of draws the players get. */
function meanGradients(objective: Objective, player: string): typeof start {
  const names = Object.keys(start) as (keyof typeof start)[];
  const values = tf.tidy(() => {
    const eps = tf.tensor1d(nodes.flatMap((one) => nodes.flatMap((other) => [one, other])));
    const weight = tf.tensor1d(masses.flatMap((one) => masses.map((other) => one * other)));
    const loss = (...given: tf.Tensor[]): tf.Tensor => {
      const parameters = Object.fromEntries(names.map((name, i) => [name, given[i]!])) as Parameters;
      return tf.sum(tf.mul(lossesAt(objective, parameters, eps)[player]!, weight));
    };
    return tf
      .grads(loss)(names.map((name) => tf.scalar(start[name])))
      .map((slope) => slope.dataSync()[0]!);
  });
  return Object.fromEntries(names.map((name, i) => [name, values[i]])) as typeof start;
}

const both = ['m', 'l', 'w', 'b'] as const;
const [ofEncoder, ofDecoder] = [['m', 'l'] as const, ['w', 'b'] as const];

it.each([
  ['elbo of two draws', elbo({ samples: 2 }), 'model', both, () => slopes('elbo')],
  ['iwae', iwae({ k: 2 }), 'model', both, () => slopes('iwae')],
  ['miwae', miwae({ m: 2, k: 1 }), 'model', both, () => slopes('elbo')],
  ['miwae of one bound', miwae({ m: 1, k: 2 }), 'model', both, () => slopes('iwae')],
  [
    'ciwae',
    ciwae({ k: 2, share: 0.3 }),
    'model',
    both,
    () => {
      const [loose, tight] = [slopes('elbo'), slopes('iwae')];
      return Object.fromEntries(both.map((name) => [name, 0.3 * loose[name] + 0.7 * tight[name]])) as typeof start;
    },
  ],
  ['piwae, encoder', piwae({ m: 2, k: 1 }), 'inference', ofEncoder, () => slopes('elbo')],
  ['piwae, decoder and prior', piwae({ m: 2, k: 1 }), 'generative', ofDecoder, () => slopes('iwae')],
  ['dreg, encoder', dreg({ k: 2 }), 'inference', ofEncoder, () => slopes('iwae')],
  ['dreg, decoder and prior', dreg({ k: 2 }), 'generative', ofDecoder, () => slopes('iwae')],
] as const)('%s: the mean of its gradient is that of finite differences of its bound', (_, objective, player, names, truth) => {
  const [found, slope] = [meanGradients(objective, player), truth()];
  for (const name of names) expect(Math.abs(found[name] + slope[name]), name).toBeLessThan(2e-4 * (1 + Math.abs(slope[name])));
});

describe('the gradient of an encoder', () => {
  const rows = 1000;
  /** Mean and deviation of ∂loss/∂m over independent draws, and the standard error of the mean. */
  function signal(objective: Objective, player = 'model') {
    const { samples } = objective.build({ event: [1], latent: [1] });
    const [mean, variance] = tf.tidy(() => {
      const eps = tf.tensor1d(randomStream(5).fillNormal(new Float32Array(rows * samples)));
      const { m, l, w, b } = start;
      const [rest, per] = [{ l: tf.scalar(l), w: tf.scalar(w), b: tf.scalar(b) }, tf.fill([rows], m)];
      const each = tf.grad((given: tf.Tensor) => tf.sum(lossesAt(objective, { ...rest, m: given }, eps)[player]!))(per);
      const moments = tf.moments(each);
      return [moments.mean.dataSync()[0]!, moments.variance.dataSync()[0]!];
    });
    return { mean: mean!, ratio: Math.abs(mean!) / Math.sqrt(variance!), error: Math.sqrt(variance! / rows) };
  }

  it('loses its signal with k, but not when it is doubly reparameterized: and has the same mean', () => {
    const plain = [signal(iwae({ k: 2 })), signal(iwae({ k: 32 }))] as const;
    const double = [signal(dreg({ k: 2 }), 'inference'), signal(dreg({ k: 32 }), 'inference')] as const;
    for (const [i, one] of plain.entries())
      expect(Math.abs(double[i]!.mean - one.mean)).toBeLessThan(4 * Math.hypot(one.error, double[i]!.error));
    expect(plain[1].ratio).toBeLessThan(plain[0].ratio);
    expect(double[1].ratio).toBeGreaterThan(2 * plain[1].ratio);
  });

  it('has more signal where bounds of fewer draws are averaged or mixed in', () => {
    const plain = signal(iwae({ k: 32 })).ratio;
    for (const [objective, player] of [
      [miwae({ m: 16, k: 2 }), 'model'],
      [piwae({ m: 16, k: 2 }), 'inference'],
      [ciwae({ k: 32 }), 'model'],
    ] as const)
      expect(signal(objective, player).ratio).toBeGreaterThan(2 * plain);
  });
});

it('every bound of a code of two dimensions is below log p(x) by quadrature, and the nearer the more draws it has', () => {
  const before = tf.memory().numTensors;
  const model = tinyVae();
  const [examples, repeats] = [3, 200];
  const data = tinyData(examples).data.map(Math.round);
  const side = Array.from({ length: 61 }, (_, i) => -6 + 0.2 * i);
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length;
  const truth = tf.tidy(() => {
    const z = tf.tensor2d(
      side.flatMap((one) => side.flatMap((other) => [one, other])),
      [side.length ** 2, 2],
    );
    const parameters = model.decodeParameters(z);
    const logs = Array.from({ length: examples }, (_, i) => {
      const rows = tf.mul(tf.tensor2d(data.slice(4 * i, 4 * i + 4), [1, 4]), tf.ones([z.shape[0]!, 1]));
      const joint = tf.sub(
        model.prior.logDensity!(z, model.context(undefined, z.shape[0]!)),
        model.likelihood.negativeLogDensity(parameters, rows),
      );
      return tf.logSumExp(joint).dataSync()[0]! + 2 * Math.log(0.2);
    });
    return mean(logs);
  });
  const boundOf = (objective: Objective, player = 'model'): number =>
    tf.tidy(() => {
      const built = objective.build(model.shapes);
      const rows = examples * repeats;
      const batch = { x: tf.tensor2d(Array.from({ length: repeats }, () => [...data]).flat(), [rows, 4]) };
      const noise = drawNoise(model.noise('train', built), rows, randomStream(2));
      const schedule = { beta: tf.scalar(1) };
      return -model.pass({ batch, noise, schedule, mode: 'train', dataSize: 9 }, built).outcome().losses![player]!.dataSync()[0]!;
    });
  const [loose, middle, tight] = [boundOf(elbo()), boundOf(iwae({ k: 4 })), boundOf(iwae({ k: 32 }))];
  expect(loose).toBeLessThan(middle);
  expect(middle).toBeLessThan(tight);
  // The standard error of 600 times 32 draws is below 0.01 here.
  expect(tight).toBeLessThan(truth + 0.01);
  expect(tight).toBeGreaterThan(truth - 0.05);
  expect(boundOf(miwae({ m: 8, k: 4 }))).toBeCloseTo(middle, 1);
  expect(boundOf(piwae({ m: 8, k: 4 }), 'inference')).toBeCloseTo(middle, 1);
  expect(boundOf(piwae({ m: 8, k: 4 }), 'generative')).toBeCloseTo(tight, 5);
  expect(boundOf(dreg({ k: 32 }), 'generative')).toBeCloseTo(tight, 5);
  expect(boundOf(dreg({ k: 32 }), 'inference')).toBeCloseTo(tight, 5);
  const mixed = boundOf(ciwae({ k: 32, share: 0.25 }));
  expect(mixed).toBeCloseTo(0.25 * loose + 0.75 * tight, 1);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('iwae with missing values is the missing-data bound: it tends to log p of what was observed, by quadrature', () => {
  const model = tinyVae();
  const side = Array.from({ length: 61 }, (_, i) => -6 + 0.2 * i);
  const [values, observed] = [
    [1, 0, 1, 0],
    [1, 0, 0, 1],
  ] as const;
  tf.tidy(() => {
    const z = tf.tensor2d(
      side.flatMap((one) => side.map((other) => [one, other])),
      [side.length ** 2, 2],
    );
    const logits = model.decodeParameters(z)[0]!.arraySync() as number[][];
    const density = (row: number[], i: number): number => {
      const [one, other] = [side[Math.floor(i / side.length)]!, side[i % side.length]!];
      const seen = values.map((value, j) => (observed[j] === 0 ? 1 : 1 / (1 + Math.exp((1 - 2 * value) * row[j]!))));
      return (seen.reduce((product, p) => product * p, 1) * Math.exp(-(one ** 2 + other ** 2) / 2)) / (2 * Math.PI);
    };
    const truth = Math.log(0.04 * logits.reduce((sum, row, i) => sum + density(row, i), 0));
    const rows = 200;
    const boundOf = (k: number, filled: number): number => {
      const built = iwae({ k }).build(model.shapes);
      const given = values.map((value, j) => (observed[j] === 0 ? filled : value));
      const repeated = (row: readonly number[]): tf.Tensor2D => tf.mul(tf.tensor2d([...row], [1, 4]), tf.ones([rows, 1]));
      const noise = drawNoise(model.noise('train', built), rows, randomStream(3));
      const batch = { x: repeated(given), mask: repeated(observed) };
      const outcome = model.pass({ batch, noise, schedule: {}, mode: 'train', dataSize: rows }, built).outcome();
      return -tf.mean(outcome.losses!['model']!).dataSync()[0]!;
    };
    // The gap falls as 1/k, and the standard error of 200 times 64 draws is below 0.01 here, whatever stands where values are missing.
    for (const filled of [0, 0.7]) {
      expect(boundOf(1, filled)).toBeLessThan(truth);
      expect(Math.abs(boundOf(64, filled) - truth)).toBeLessThan(0.02);
    }
  });
  model.dispose();
});

it.each([
  ['miwae', () => miwae({ m: 2, k: 3 })],
  ['ciwae', () => ciwae({ k: 3 })],
  ['piwae', () => piwae({ m: 2, k: 3 })],
  ['dreg', () => dreg({ k: 3 })],
])('%s: rows of weight 0 are not seen, nothing leaks, and the terms add up to the loss', async (_, objective) => {
  await expectPaddingUnseen(objective);
  expectPaddingFree(objective);
  const model = tinyVae({ objective: objective() });
  tf.tidy(() => {
    const batch = { x: tf.tensor(tinyData(5).data, [5, 4]) };
    const noise = drawNoise(model.noise('train'), 5, randomStream(1));
    const { terms, losses } = model.forward({ batch, noise, schedule: {}, mode: 'train', dataSize: 5 });
    expect(Object.keys(terms)).toEqual(['reconstruction', 'kl', 'tightening']);
    const sum = tf.mean(tf.addN(Object.values(terms))).dataSync()[0]!;
    expect(Object.values(losses!)[0]!.dataSync()[0]).toBeCloseTo(sum, 4);
  });
  model.dispose();
});

it('says what is wrong with options and with parts', () => {
  expect(() => miwae({ m: 0, k: 2 })).toThrow('miwae: `m` is 0; expected a whole number of at least 1');
  expect(() => piwae({ m: 2, k: 0.5 })).toThrow('piwae: `k` is 0.5; expected a whole number of at least 1');
  expect(() => ciwae({ k: 2, share: 1.5 })).toThrow('ciwae: `share` is 1.5; expected a number from 0 to 1');
  expect(() => dreg({ k: 0 })).toThrow('dreg: `k` is 0; expected a whole number of at least 1');
  for (const make of [iwae, ciwae, dreg])
    expect(() => make({ k: 2, beta: 4 } as { k: number })).toThrow(
      /^\w+: `beta` is 4; with a weighted divergence an importance-weighted bound is none/,
    );
  for (const make of [miwae, piwae])
    expect(() => make({ m: 2, k: 2, beta: 0.5 } as { m: number; k: number })).toThrow('`beta` is 0.5');
  const { logDensity: _, ...blind } = fullNormal().build({ event: [4], latent: [2] });
  const context = { model: { posterior: blind }, posteriorParameters: () => [] } as unknown as Pass;
  expect(() =>
    dreg({ k: 2 })
      .build({ event: [4], latent: [2] })
      .evaluate(context),
  ).toThrow('dreg: the posterior knows the density of its own draws only, and the gradient is taken at held parameters');
  const own = { ...fullNormal().build({ event: [4], latent: [2] }), variables: { w: tf.variable(tf.scalar(1)) } };
  expect(() =>
    dreg({ k: 2 })
      .build({ event: [4], latent: [2] })
      .evaluate({ model: { posterior: own }, posteriorParameters: () => [] } as unknown as Pass),
  ).toThrow('dreg: the density of this posterior has weights of its own');
  own.variables.w.dispose();
});

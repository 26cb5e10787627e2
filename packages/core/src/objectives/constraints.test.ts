import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { gaussian } from '../likelihoods/gaussian.js';
import { adam } from '../optimizers/adam.js';
import type { Objective, Pass } from '../pass.js';
import { judgedBy } from '../judgedBy.js';
import { fullNormal } from '../posteriors/fullNormal.js';
import { classMeans } from '../priors/classMeans.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import type { VaeOptions } from '../vae.js';
import { adversarial } from './adversarial.js';
import { capacity } from './capacity.js';
import { constrained } from './constrained.js';
import { dip } from './dip.js';
import { dreg } from './dreg.js';
import { elbo } from './elbo.js';
import { factor } from './factor.js';
import { freeBitsElbo } from './freeBitsElbo.js';
import { iwae } from './iwae.js';
import { classPrior, expectPaddingFree, expectPaddingUnseen, passOf } from './objectives.test-helper.js';
import { totalCorrelation } from './totalCorrelation.js';

beforeAll(() => tf.setBackend('cpu'));

const shapes = { event: [4], latent: [2] };
const outcomeOf = (objective: Objective, pass: Pass) => objective.build(shapes).evaluate(pass);

// Three posteriors under two class means, and what they are as seen from the mean of their class, deviation 2.
const [means, logVars] = [
  [1, -1, 3, 0.5, -2, 2],
  [-1, 0, -2, 0.5, 0, -1],
] as const;
const centers = [0, 1, 2, -1];
const labels = [0, 1, 1];
const residuals = means.map((mean, i) => (mean - centers[2 * labels[Math.floor(i / 2)]! + (i % 2)]!) / 2);
const spreads = logVars.map((logVar) => logVar - 2 * Math.LN2);
const passOfThree = (weight?: number[]): Pass =>
  passOf({
    z: tf.zeros([3, 2]),
    prior: classPrior(tf.tensor2d(centers, [2, 2]), tf.fill([2, 2], 2 * Math.LN2)),
    parameters: [tf.tensor2d([...means], [3, 2]), tf.tensor2d([...logVars], [3, 2])],
    labels,
    ...(weight && { weight }),
  });
const column = (values: readonly number[], j: number): number[] => values.filter((_, i) => i % 2 === j);
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('capacity', () => {
  test('each example counts on the side of the mean, under the schedule', () => {
    const kl = (): tf.Tensor1D => tf.tensor1d([1, 3, 8]);
    const at = (level: number, objective: Objective): number[] => {
      const pass = { ...passOf({ z: tf.zeros([3, 2]) }), kl, schedule: { capacity: tf.scalar(level) } };
      return [...outcomeOf(objective, pass).losses!['model']!.dataSync()];
    };
    expect(at(2, capacity({ gamma: 10 }))).toEqual([-10, 10, 60]);
    expect(at(6, capacity({ gamma: 10 }))).toEqual([50, 30, -20]);
    expect(at(6, capacity({ gamma: 10, over: 'example' }))).toEqual([50, 30, 20]);
    expect(capacity().build(shapes).schedules!['capacity']!.at(50_000)).toBe(12.75);
  });

  test('a code is trained to hold that many nats', async () => {
    const model = tinyVae({ objective: capacity({ capacity: 1, gamma: 20 }), likelihood: gaussian({ sigma: 0.2 }) });
    const data = tinyData(64);
    await fit(model, data, { epochs: 120, batchSize: 64, optimizer: adam({ learningRate: 1e-2 }) });
    expect(Math.abs((await evaluate(model, data)).terms['kl']! - 1)).toBeLessThan(0.15);
    model.dispose();
  });
});

describe('dip', () => {
  /** λ_od·2·C_01² + λ_d·Σ (C_jj − 1)². */
  const penalty = (off: number, on: number, added: readonly number[] = [0, 0]): number => {
    const [a, b] = [0, 1].map((j) => {
      const values = column(residuals, j);
      return values.map((value) => value - mean(values));
    }) as [number[], number[]];
    const product = (u: number[], v: number[]): number => mean(u.map((value, i) => value * v[i]!));
    const variances = [product(a, a) + added[0]!, product(b, b) + added[1]!];
    return 2 * off * product(a, b) ** 2 + on * variances.reduce((sum, value) => sum + (value - 1) ** 2, 0);
  };
  const widths = [0, 1].map((j) => mean(column(spreads, j).map(Math.exp)));

  test.each([
    ['means', dip({ offDiagonal: 3 }), penalty(3, 30)],
    ['codes', dip({ of: 'codes', offDiagonal: 3 }), penalty(3, 3, widths)],
    ['codes, another factor', dip({ of: 'codes', offDiagonal: 0, diagonal: 2 }), penalty(0, 2, widths)],
  ])('is the penalty on the covariance of residuals: %s', (_, objective, expected) => {
    const { terms } = outcomeOf(objective, passOfThree());
    expect(Object.keys(terms)).toEqual(['reconstruction', 'kl', 'covariance']);
    expect(deviation(terms['covariance']!.dataSync(), [expected, expected, expected])).toBeLessThan(1e-5);
  });

  test('codes are trained to the covariance of the prior', async () => {
    const data = tinyData(64);
    const covarianceOf = async (objective: Objective): Promise<number> => {
      const model = tinyVae({ objective, likelihood: gaussian({ sigma: 0.3 }) });
      await fit(model, data, { epochs: 100, batchSize: 64, optimizer: adam({ learningRate: 1e-2 }) });
      const judge = judgedBy(model, dip({ offDiagonal: 1, diagonal: 1 }));
      const found = (await evaluate(judge, data)).terms['covariance']!;
      judge.dispose();
      model.dispose();
      return found;
    };
    expect(await covarianceOf(dip({ offDiagonal: 20 }))).toBeLessThan(0.5 * (await covarianceOf(elbo())));
  });
});

describe('freeBitsElbo', () => {
  const each = residuals.map((r, i) => 0.5 * (r ** 2 + Math.exp(spreads[i]!) - spreads[i]! - 1));

  test.each([
    ['batch', [0, 1].reduce((sum, j) => sum + Math.max(0.9, mean(column(each, j))), 0)],
    ['example', mean([0, 1, 2].map((i) => Math.max(0.9, each[2 * i]!) + Math.max(0.9, each[2 * i + 1]!)))],
  ] as const)('is the allowance of each dimension under the class, over a %s', (over, expected) => {
    const { terms, losses } = outcomeOf(freeBitsElbo({ minimum: 0.9, over }), passOfThree());
    expect(mean([...losses!['model']!.dataSync()])).toBeCloseTo(expected, 5);
    expect(
      deviation(
        terms['kl']!.dataSync(),
        [0, 1, 2].map((i) => each[2 * i]! + each[2 * i + 1]!),
      ),
    ).toBeLessThan(1e-5);
    expect(mean([...terms['freeBits']!.dataSync()])).toBeCloseTo(expected - mean(each) * 2, 5);
  });

  test('is the evidence lower bound where nothing is free', () => {
    const { terms } = outcomeOf(freeBitsElbo({ minimum: 0 }), passOfThree());
    expect([...terms['freeBits']!.dataSync()]).toEqual([0, 0, 0]);
  });
});

describe('constrained', () => {
  test('holds the reconstruction at the tolerance, and the multiplier moves in training alone', async () => {
    const before = tf.memory().numTensors;
    const tolerance = 1.45;
    const model = tinyVae({
      objective: constrained({ tolerance, speed: 0.2, decay: 0.9 }),
      likelihood: gaussian({ sigma: 0.5 }),
    });
    const data = tinyData(64);
    await fit(model, data, { epochs: 300, batchSize: 64, optimizer: adam({ learningRate: 3e-2 }) });
    const multiplier = Math.exp(model.state['objective/logMultiplier']!.dataSync()[0]!);
    const { terms, loss } = await evaluate(model, data);
    expect(Math.abs(terms['reconstruction']! - tolerance)).toBeLessThan(0.1);
    expect(terms['multiplier']).toBeCloseTo(multiplier, 4);
    expect(loss).toBeCloseTo(terms['kl']! + multiplier * (terms['reconstruction']! - tolerance), 3);
    expect(Math.exp(model.state['objective/logMultiplier']!.dataSync()[0]!)).toBe(multiplier);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['elbo', elbo({ beta: 2 })],
    ['totalCorrelation', totalCorrelation()],
    ['dip', dip()],
    ['freeBitsElbo', freeBitsElbo()],
  ])('takes %s, and its loss at λ = 1 is less by the tolerance', (_, objective) => {
    const before = tf.memory().numTensors;
    const [one, other] = [tinyVae({ objective: constrained({ objective, tolerance: 3 }) }), tinyVae({ objective })];
    const lossOf = (model: typeof one): number =>
      tf.tidy(() => {
        const noise = drawNoise(model.noise('train'), 5, randomStream(1));
        const schedule = { beta: tf.scalar(2) };
        const batch = { x: tf.tensor(tinyData(5).data, [5, 4]) };
        return model.forward({ batch, noise, schedule, mode: 'train', dataSize: 5 }).losses!['model']!.dataSync()[0]!;
      });
    expect(lossOf(one)).toBeCloseTo(lossOf(other) - 3, 4);
    one.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ['iwae', iwae({ k: 2 })],
    ['dreg', dreg({ k: 2 })],
    ['factor', factor()],
    ['adversarial', adversarial()],
    ['capacity', capacity()],
    ['constrained', constrained({ tolerance: 1 })],
  ])('refuses %s by name, and leaves nothing', (kind, objective) => {
    const before = tf.memory().numTensors;
    expect(() => constrained({ objective, tolerance: 1 }).build(shapes)).toThrow(
      `constrained: the objective ${kind} is no sum of a reconstruction and a divergence`,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});

const cases: readonly (readonly [string, () => Objective, Partial<VaeOptions>])[] = [
  ['capacity', () => capacity({ capacity: 1, gamma: 5 }), {}],
  ['dip', () => dip({ of: 'codes' }), { prior: classMeans(2) }],
  ['freeBitsElbo', () => freeBitsElbo(), { prior: classMeans(2) }],
  ['constrained', () => constrained({ tolerance: 2 }), {}],
];

it.each(cases)('%s: rows of weight 0 are not seen, and nothing leaks', async (_, objective, parts) => {
  await expectPaddingUnseen(objective, parts);
  expectPaddingFree(objective, parts);
});

it.each([
  [() => capacity({ gamma: -1 }), 'capacity: `gamma` is -1; expected a number of at least 0'],
  [() => capacity({ capacity: Infinity }), 'capacity: `capacity` is Infinity; expected a number of at least 0'],
  [() => capacity({ over: 'all' as 'batch' }), "capacity: `over` is 'all'; expected 'batch' or 'example'"],
  [() => dip({ of: 'both' as 'means' }), "dip: `of` is 'both'; expected 'means' or 'codes'"],
  [() => dip({ diagonal: -2 }), 'dip: `diagonal` is -2; expected a number of at least 0'],
  [() => freeBitsElbo({ minimum: -1 }), 'freeBitsElbo: `minimum` is -1; expected nats, a number of at least 0'],
  [() => constrained({ tolerance: NaN }), 'constrained: `tolerance` is NaN; expected nats per example, a finite number'],
  [() => constrained({ tolerance: 1, decay: 1 }), 'constrained: `decay` is 1; expected 0 <= decay < 1'],
  [() => constrained({ tolerance: 1, speed: 0 }), 'constrained: `speed` is 0; expected a positive number'],
  [
    () => constrained({ tolerance: 1, limits: [2, 1] }),
    'constrained: `limits` is [2, 1]; expected two positive numbers, the lower first',
  ],
  [
    () =>
      outcomeOf(
        dip(),
        passOf({
          z: tf.zeros([2, 2]),
          posterior: fullNormal().build(shapes),
          parameters: [tf.zeros([2, 2]), tf.zeros([2, 2]), tf.zeros([2, 1])],
        }),
      ),
    'dip: the posterior is a normal; expected a diagonal normal',
  ],
  [
    () =>
      outcomeOf(
        freeBitsElbo(),
        passOf({ z: tf.zeros([3, 2]), labels, prior: classMeans(2, { unknownLabels: true }).build(shapes) }),
      ),
    'freeBitsElbo: the prior sums over labels that are not known',
  ],
])('says what is wrong: %#', (make, message) => {
  expect(make).toThrow(message);
});

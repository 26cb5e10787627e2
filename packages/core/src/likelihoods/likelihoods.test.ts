import * as tf from '@tensorflow/tfjs';
import type { MixedColumn } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { remake } from '../registry.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { categorical } from './categorical.js';
import { continuousBernoulli } from './continuousBernoulli.js';
import { discretizedLogistic } from './discretizedLogistic.js';
import { gaussian } from './gaussian.js';
import { laplace } from './laplace.js';
import { mixedColumns } from './mixedColumns.js';
import { negativeBinomial } from './negativeBinomial.js';
import { poisson } from './poisson.js';
import { studentT } from './studentT.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const n = 4000;
const columns: readonly MixedColumn[] = [
  { kind: 'gaussian' },
  { kind: 'categorical', classes: 3 },
  { kind: 'categorical', classes: 3, encoding: 'index' },
  { kind: 'bernoulli' },
  { kind: 'poisson' },
];

interface Case {
  readonly name: string;
  readonly likelihood: Likelihood;
  readonly event?: readonly number[];
  /** One value of each parameter's elements, repeated. */
  readonly parameters: readonly (readonly number[])[];
  /** The mean and the variance of each element of a draw. */
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

const logistic = Math.PI ** 2 / 3;
const cases: readonly Case[] = [
  { name: 'laplace', likelihood: laplace({ scale: 0.5 }), parameters: [[2]], mean: [2], variance: [2 * 0.25] },
  {
    name: 'laplace, predicted',
    likelihood: laplace({ scale: 'predicted' }),
    parameters: [[-1], [Math.log(3)]],
    mean: [-1],
    variance: [18],
  },
  { name: 'studentT', likelihood: studentT({ degrees: 12, scale: 2 }), parameters: [[1]], mean: [1], variance: [(4 * 12) / 10] },
  {
    name: 'studentT, predicted',
    likelihood: studentT({ degrees: 'predicted', scale: 'predicted' }),
    // log ν − log 4.
    parameters: [[1], [Math.log(2)], [Math.log(12 / 4)]],
    mean: [1],
    variance: [(4 * 12) / 10],
  },
  { name: 'poisson', likelihood: poisson({ most: 30 }), parameters: [[Math.log(3.5)]], mean: [3.5], variance: [3.5] },
  { name: 'poisson of large counts', likelihood: poisson(), parameters: [[Math.log(900)]], mean: [900], variance: [900] },
  {
    name: 'negativeBinomial of large counts',
    likelihood: negativeBinomial({ dispersion: 'predicted' }),
    parameters: [[Math.log(600)], [Math.log(2)]],
    mean: [600],
    variance: [600 + 600 ** 2 / 2],
  },
  {
    name: 'negativeBinomial',
    likelihood: negativeBinomial({ dispersion: 'predicted', most: 80 }),
    parameters: [[Math.log(4)], [Math.log(2)]],
    mean: [4],
    variance: [4 + 8],
  },
  {
    name: 'continuousBernoulli',
    likelihood: continuousBernoulli(),
    parameters: [[3]],
    mean: [1 / -Math.expm1(-3) - 1 / 3],
    variance: [1 / 9 - 1 / (2 * Math.sinh(1.5)) ** 2],
  },
  {
    name: 'continuousBernoulli below ½',
    likelihood: continuousBernoulli(),
    parameters: [[-8]],
    mean: [1 / -Math.expm1(8) + 1 / 8],
    variance: [1 / 64 - 1 / (2 * Math.sinh(4)) ** 2],
  },
  { name: 'continuousBernoulli at ½', likelihood: continuousBernoulli(), parameters: [[0]], mean: [0.5], variance: [1 / 12] },
  {
    name: 'categorical',
    likelihood: categorical({ classes: 3 }),
    parameters: [[0.2, 0.3, 0.5].map(Math.log)],
    mean: [1.3],
    variance: [0.3 + 2 - 1.69],
  },
  {
    name: 'categorical, one-hot',
    likelihood: categorical({ classes: 3, encoding: 'oneHot' }),
    event: [3],
    parameters: [[0.2, 0.3, 0.5].map(Math.log)],
    mean: [0.2, 0.3, 0.5],
    variance: [0.16, 0.21, 0.25],
  },
  {
    name: 'discretizedLogistic',
    likelihood: discretizedLogistic({ range: [-10, 10], levels: 2001 }),
    parameters: [[0.4], [-1]],
    mean: [0.4],
    variance: [logistic * Math.exp(-2)],
  },
  {
    name: 'discretizedLogistic, two components',
    likelihood: discretizedLogistic({ range: [-10, 10], levels: 2001, components: 2 }),
    parameters: [[0.25, 0.75].map(Math.log), [-2, 1], [-2, -1]],
    mean: [0.25],
    variance: [0.25 * (4 + logistic * Math.exp(-4)) + 0.75 * (1 + logistic * Math.exp(-2)) - 0.0625],
  },
  {
    name: 'mixedColumns',
    likelihood: mixedColumns({ columns }),
    event: [7],
    parameters: [[1, Math.log(4), Math.log(0.2), Math.log(0.3), Math.log(0.5), 0, Math.log(3), 0, 0, Math.log(2)]],
    // The class given as an index: 1 is the most probable one of (1, 3, 1)/5, and the mean of its draws as well.
    mean: [1, 0.2, 0.3, 0.5, 1, 0.5, 2],
    variance: [4, 0.16, 0.21, 0.25, 0.4, 0.25, 2],
  },
];

const repeated = (values: readonly number[], shape: readonly number[]): tf.Tensor =>
  tf.add(tf.reshape(tf.tensor1d([...values]), [1, ...shape]), tf.zeros([n, ...shape]));
const given = (built: BuiltLikelihood, parameters: Case['parameters']): tf.Tensor[] =>
  built.parameters.map(({ shape }, i) => repeated(parameters[i]!, shape));

test.each(cases)(
  '$name: draws have the mean and the variance of the distribution',
  ({ likelihood, event = [1], parameters, mean, variance }) => {
    tf.tidy(() => {
      const built = likelihood.build({ event });
      const tensors = given(built, parameters);
      const drawn = built.draw(tensors, drawNoise(built.noise(), n, randomStream(3)));
      expect(drawn.shape).toEqual([n, ...event]);
      const found = tf.moments(tf.reshape(drawn, [n, -1]), 0);
      const center = Array.from(tf.slice(tf.reshape(built.mean(tensors), [n, -1]), [0, 0], [1, mean.length]).dataSync());
      const [means, variances] = [found.mean.dataSync(), found.variance.dataSync()];
      mean.forEach((expected, i) => {
        expect(Math.abs(center[i]! - expected)).toBeLessThan(5e-5 * Math.max(1, Math.abs(expected)));
        expect(Math.abs(means[i]! - expected)).toBeLessThan(5 * Math.sqrt(variance[i]! / n) + 1e-6);
        // The variance's own error, of distributions with a kurtosis of up to 9.
        expect(Math.abs(variances[i]! / variance[i]! - 1)).toBeLessThan(5 * Math.sqrt(8 / n) + 1e-4);
      });
    });
  },
);

test.each(cases)(
  '$name: −log p is less for its own draws than for those of another, by the divergence on average',
  ({ likelihood, event = [1], parameters }) => {
    tf.tidy(() => {
      const built = likelihood.build({ event });
      const tensors = given(built, parameters);
      const drawn = built.draw(tensors, drawNoise(built.noise(), n, randomStream(4)));
      const own = tf.mean(built.negativeLogDensity(tensors, drawn)).dataSync()[0]!;
      for (const shift of [0.3, -0.3]) {
        // Logits move with one class only: all of them together are the same distribution.
        const moved = tensors.map((t, i) =>
          i === 0 && (t.shape.at(-1) as number) > 1
            ? tf.add(t, tf.mul(tf.range(0, t.shape.at(-1) as number, 1, 'float32'), shift))
            : i === 0
              ? tf.add(t, shift)
              : t,
        );
        expect(tf.mean(built.negativeLogDensity(moved, drawn)).dataSync()[0]).toBeGreaterThan(own);
      }
    });
  },
);

const kinds: Record<
  string,
  { likelihood: Likelihood; input?: number[]; output?: number[]; parameters?: 1 | 2 | 3; counts?: boolean }
> = {
  'gaussian, per pixel': { likelihood: gaussian({ sigma: 'perPixel' }) },
  'gaussian, optimal': { likelihood: gaussian({ sigma: 'optimal' }) },
  laplace: { likelihood: laplace({ scale: 'learned' }) },
  studentT: { likelihood: studentT({ degrees: 'learned', scale: 'perPixel' }) },
  'studentT, predicted': { likelihood: studentT({ scale: 'predicted' }), parameters: 2 },
  'studentT, predicted degrees': { likelihood: studentT({ degrees: 'predicted', scale: 'learned' }), parameters: 2 },
  'studentT, both predicted': { likelihood: studentT({ degrees: 'predicted', scale: 'predicted' }), parameters: 3 },
  'studentT, degrees per pixel': { likelihood: studentT({ degrees: 'perPixel' }) },
  continuousBernoulli: { likelihood: continuousBernoulli() },
  poisson: { likelihood: poisson({ most: 30 }), counts: true },
  negativeBinomial: { likelihood: negativeBinomial(), counts: true },
  discretizedLogistic: { likelihood: discretizedLogistic({ scale: 'learned' }) },
  'discretizedLogistic, predicted': { likelihood: discretizedLogistic(), parameters: 2 },
  categorical: { likelihood: categorical({ classes: 4 }), output: [4, 4], counts: true },
  mixedColumns: {
    likelihood: mixedColumns({
      columns: [{ kind: 'gaussian', sigma: 1 }, { kind: 'bernoulli' }, { kind: 'laplace' }, { kind: 'poisson' }],
    }),
    output: [5],
    counts: true,
  },
};

test.each(Object.entries(kinds))(
  '%s trains, is saved and comes back',
  async (_, { likelihood, input = [4], output = [4], parameters = 1, counts = false }) => {
    const model = vae({
      encoder: mlpEncoder({ input, hidden: [6], latent: 2 }),
      decoder: mlpDecoder({ latent: 2, hidden: [6], output, parameters }),
      likelihood,
    });
    const u = randomStream(1).fillUniform(new Float32Array(48));
    const width = input.reduce((product, extent) => product * extent, 1);
    const data = {
      data: counts ? u.map((value) => Math.floor(4 * value ** 2) % 2) : u.map((value) => Math.floor(255 * value) / 255),
      shape: [48 / width, ...input],
    };
    const { history } = await fit(model, data, {
      epochs: 25,
      batchSize: Math.min(6, 48 / width),
      optimizer: adam({ learningRate: 1e-2 }),
    });
    const losses = history['loss']!;
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
    const again = await deserialize(await serialize(model));
    expect(again.config).toEqual(model.config);
    expect(Object.keys(again.variables)).toEqual(Object.keys(model.variables));
    model.dispose();
    again.dispose();
  },
);

test('every likelihood can be made again from its description', () => {
  for (const { likelihood } of [...cases, ...Object.values(kinds)]) {
    const config = JSON.parse(JSON.stringify(likelihood.config)) as typeof likelihood.config;
    expect(remake('likelihood', config).config).toEqual(config);
  }
});

test('values are named for what they are', () => {
  const built = (likelihood: Likelihood) => likelihood.build({ event: [2] });
  const gray = continuousBernoulli().build({ event: [2] });
  expect([gray.reportedAs('none'), gray.reportedAs('static')]).toEqual(['nll', 'pseudoNll']);
  expect(built(gaussian({ sigma: 'optimal' })).reportedAs('none')).toBe('pseudoNll');
  expect(built(discretizedLogistic()).reportedAs('none')).toBe('nll');
});

test('the likelihoods refuse options that make no sense', () => {
  expect(() => laplace({ scale: 0 })).toThrow(
    "laplace: `scale` is 0; expected a positive number, 'learned', 'perPixel' or 'predicted'",
  );
  expect(() => studentT({ degrees: -1 })).toThrow(
    "studentT: `degrees` is -1; expected a positive number, 'learned', 'perPixel' or 'predicted'",
  );
  expect(() => categorical({ classes: 1 })).toThrow('categorical: `classes` is 1');
  expect(() => categorical({ classes: 2, encoding: 'bits' as 'index' })).toThrow('`encoding` is bits');
  expect(() => categorical({ classes: 3, encoding: 'oneHot' }).build({ event: [4] })).toThrow(
    'one-hot rows of 3 classes must end in 3',
  );
  expect(() => discretizedLogistic({ levels: 1 })).toThrow('discretizedLogistic: `levels` is 1');
  expect(() => discretizedLogistic({ range: [1, 0] })).toThrow('`range` is [1,0]');
  expect(() => discretizedLogistic({ components: 0 })).toThrow('`components` is 0');
  expect(() => discretizedLogistic({ components: 2, scale: 'learned' })).toThrow('`scale` is learned');
  expect(() => poisson({ most: 0 })).toThrow('poisson: `most` is 0');
  expect(() => negativeBinomial({ dispersion: 'fixed' as 'learned' })).toThrow('negativeBinomial: `dispersion` is fixed');
  expect(() => gaussian({ sigma: 'best' as 'optimal' })).toThrow('gaussian: `sigma` is best');
  expect(() => mixedColumns({ columns: [] })).toThrow('mixedColumns: `columns` is empty');
  expect(() => mixedColumns({ columns }).build({ event: [5] })).toThrow('an example has shape [5] but the 5 columns need [7]');
});

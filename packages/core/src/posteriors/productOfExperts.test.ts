import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { experts } from '../networks/experts.js';
import { mlp } from '../networks/mlp.js';
import { elbo } from '../objectives/elbo.js';
import { multimodalElbo } from '../objectives/multimodalElbo.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { vae } from '../vae.js';
import { productOfExperts } from './productOfExperts.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const widths = [3, 1, 2];
const shapes = { event: [6], latent: [2] };
const parameters = [0.5, -1, 2, 0.1, -0.3, 1.4, 0.2, 0.7, -2, 1, 0.9, -0.6];
/** Mean and log-variance of expert i in dimension j. */
const expert = (i: number, j: number): [number, number] => [parameters[4 * i + j]!, parameters[4 * i + 2 + j]!];

/** Mean and log-variance of N(z; 0, 1) Π N(z; mᵢ, vᵢ), by a sum over a grid. */
function byGrid(among: readonly number[], j: number): [number, number] {
  const grid = Array.from({ length: 40_001 }, (_, k) => -20 + k * 0.001);
  const weights = grid.map((z) =>
    Math.exp(
      among.reduce(
        (sum, i) => {
          const [mean, logVar] = expert(i, j);
          return sum - (z - mean) ** 2 / (2 * Math.exp(logVar));
        },
        -(z ** 2) / 2,
      ),
    ),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = grid.reduce((sum, z, k) => sum + z * weights[k]!, 0) / total;
  return [mean, Math.log(grid.reduce((sum, z, k) => sum + (z - mean) ** 2 * weights[k]!, 0) / total)];
}

test('it is the product of what was observed and of N(0, I), by a sum over a grid', () => {
  const q = productOfExperts({ widths }).build(shapes);
  expect(q.parameters.map(({ name }) => name)).toEqual(['mean0', 'logVar0', 'mean1', 'logVar1', 'mean2', 'logVar2']);
  const masks = [
    [1, 1, 1, 1, 1, 1],
    [0, 0, 0, 1, 0, 0],
    [0, 1, 0, 0, 1, 1],
    [0, 0, 0, 0, 0, 0],
  ];
  const among = [[0, 1, 2], [1], [0, 2], []];
  const given = Array.from({ length: 6 }, (_, p) => tf.tile(tf.tensor2d([parameters.slice(2 * p, 2 * p + 2)]), [4, 1]));
  // A value that is no number, at what is missing.
  given[2] = tf.tensor2d(
    [0.2, 0.7, 0.2, 0.7, NaN, NaN, NaN, NaN].map((value, i) => (i < 4 ? expert(1, i % 2)[0] : value)),
    [4, 2],
  );
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const family = q.family!(given, tinyContext(4, { mask: tf.tensor2d(masks) }));
    if (family.kind !== 'diagonalNormal') throw new Error('no diagonal normal');
    const wanted = among.flatMap((experts) => [0, 1].map((j) => byGrid(experts, j)));
    expect(
      deviation(
        family.mean.dataSync(),
        wanted.map(([mean]) => mean),
      ),
    ).toBeLessThan(1e-5);
    expect(
      deviation(
        family.logVar.dataSync(),
        wanted.map(([, logVar]) => logVar),
      ),
    ).toBeLessThan(1e-5);
    const slope = tf.grad((logVar: tf.Tensor) => {
      const moved = [...given.slice(0, 3), logVar, ...given.slice(4)];
      return tf.sum(q.center(moved, tinyContext(4, { mask: tf.tensor2d(masks) })));
    })(given[3]!);
    expect(slope.dataSync().every(Number.isFinite)).toBe(true);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('an expert sees its own modality alone', () => {
  const model = experts({ widths, hidden: [3] })({
    name: 'encoder',
    input: [6],
    outputs: productOfExperts({ widths }).build(shapes).parameters,
  });
  const outputs = (x: number[]): number[][] =>
    (model.predict(tf.tensor2d([x])) as tf.Tensor[]).map((output) => Array.from(output.dataSync()));
  const base = [0.1, 0.9, 0.4, 0.3, 0.8, 0.2];
  const changed = [0, 3, 4].map((at) => outputs(base.map((value, i) => (i === at ? value + 1 : value))));
  const others = changed.map((found, modality) => found.filter((_, i) => Math.floor(i / 2) !== modality));
  expect(others).toEqual([0, 1, 2].map((modality) => outputs(base).filter((_, i) => Math.floor(i / 2) !== modality)));
  model.dispose();
});

test('the objective is the sum of the bounds of x whole, of each modality and of subsets', () => {
  const model = vae({
    encoder: experts({ widths, hidden: [4], activation: 'tanh' }),
    decoder: mlp({ hidden: [4], activation: 'tanh' }),
    event: [6],
    latent: 2,
    posterior: productOfExperts({ widths }),
    objective: multimodalElbo({ widths, subsets: 2 }),
  });
  const rows = 3;
  const x = tf.tensor2d(Array.from(randomStream(3).fillUniform(new Float32Array(18))), [rows, 6]);
  const drawn = drawNoise(model.noise('train'), rows, randomStream(1));
  const noise = { ...drawn, 'objective/subset': tf.tensor2d([0.9, 0.1, 0.6, 0.2, 0.3, 0.4], [2, 3]) };
  const scalar = tf.scalar(1);
  const schedule = { beta: scalar, 'objective/beta': scalar };
  const bounds = (mask: number[] | undefined, objective = elbo().build(model.shapes)): Record<string, number[]> =>
    tf.tidy(() => {
      const batch = { x, ...(mask === undefined ? {} : { mask: tf.tile(tf.tensor2d([mask]), [rows, 1]) }) };
      const { terms } = model.pass({ batch, noise, schedule, mode: 'train', dataSize: rows }, objective).outcome();
      return Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, Array.from(term.dataSync())]));
    });
  const found = bounds(undefined, model.objective);
  const whole = bounds(undefined);
  expect(found['reconstruction']).toEqual(whole['reconstruction']);
  const masks = [
    [1, 1, 1, 0, 0, 0],
    [0, 0, 0, 1, 0, 0],
    [0, 0, 0, 0, 1, 1],
    [1, 1, 1, 0, 1, 1],
    [0, 0, 0, 0, 0, 0],
  ];
  const wanted = masks
    .map((mask) => bounds(mask))
    .map(({ reconstruction, kl }) => reconstruction!.map((value, row) => value + kl![row]!));
  const sums = whole['kl']!.map((_, row) => wanted.reduce((sum, values) => sum + values[row]!, 0));
  expect(deviation(found['subsets']!, sums)).toBeLessThan(1e-5);
  model.dispose();
});

test('modalities that do not add up are refused', () => {
  expect(() => productOfExperts({ widths: [3, 4] }).build(shapes)).toThrow(
    'productOfExperts: the modalities have 3 + 4 = 7 numbers, but an example has 6; expected all of them',
  );
  expect(() => multimodalElbo({ widths: [6], subsets: -1 })).toThrow(
    'multimodalElbo: `subsets` is -1; expected a whole number of at least 0',
  );
  expect(() =>
    experts({ widths: [6], hidden: [2] })({ name: 'encoder', input: [6], outputs: [{ name: 'mean', shape: [2] }] }),
  ).toThrow('experts: the output `mean` belongs to none of the 1 modalities');
});

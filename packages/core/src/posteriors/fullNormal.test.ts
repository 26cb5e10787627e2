import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import oracles from '../../oracles/fullNormalOracles.json' with { type: 'json' };
import type { Family } from '../family.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { fullNormal } from './fullNormal.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapesOf = (latent: number[]) => ({ event: [4], latent });

describe.each(oracles)('$name', (expected) => {
  const { rows, d, gradients } = expected;
  const q = fullNormal().build(shapesOf([d]));
  const parameters = (): tf.Tensor[] => [
    tf.tensor(expected.mean, [rows, d]),
    tf.tensor(expected.logVar, [rows, d]),
    tf.tensor(expected.lower, [rows, (d * (d - 1)) / 2]),
  ];
  const context = tinyContext(rows, { condition: tf.eye(rows) });
  const matrix = (values: number[]): tf.Tensor => tf.tensor(values, [rows, d]);
  const classKl = (classVariance: boolean) => {
    const prior = classMeans(rows, { classVariance }).build(shapesOf([d]));
    prior.variables!['means']!.assign(matrix(expected.classMean));
    prior.variables!['logVars']?.assign(matrix(expected.classLogVar));
    return (family: Family) => prior.kl!(family, context)!;
  };
  const klTo = { kl: (family: Family) => standardNormal().build(shapesOf([d])).kl!(family, context)! };
  const values: Record<keyof typeof gradients, (parameters: tf.Tensor[]) => tf.Tensor> = {
    z: (given) => q.draw(q.perExample!(given), { eps: matrix(expected.eps) }, context).z,
    logDensity: (given) => q.logDensity!(q.perExample!(given), matrix(expected.other), context),
    kl: (given) => klTo.kl(q.family!(given, context)),
    classKl: (given) => classKl(true)(q.family!(given, context)),
    classMeanKl: (given) => classKl(false)(q.family!(given, context)),
  };

  test.each(Object.keys(gradients) as (keyof typeof gradients)[])('%s and its gradients are those of PyTorch', (name) => {
    // The density's condition number multiplies float32's 6e-8; it is below 100 here.
    expect(deviation(values[name](parameters()).dataSync(), expected[name])).toBeLessThan(1e-5);
    const loss = (...given: tf.Tensor[]): tf.Scalar => {
      const value = values[name](given);
      return tf.sum(name === 'z' ? tf.square(value) : value);
    };
    const found = withGradientMends(() => tf.grads(loss)(parameters()));
    ['mean', 'logVar', 'lower'].forEach((parameter, i) => {
      const gradient = gradients[name][parameter as 'mean'];
      expect(deviation(found[i]!.dataSync(), gradient), parameter).toBeLessThan(1e-4);
    });
  });

  test('a divergence near 0 keeps its digits', () => {
    const found = values.kl(parameters()).dataSync();
    expected.kl.forEach((kl, row) => expect(Math.abs(found[row]! / kl - 1)).toBeLessThan(1e-3));
  });
});

test('without what is below the diagonal it is a diagonal normal, and correlations add to the divergence', () => {
  const numbers = fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
  const q = fullNormal().build(shapesOf([3]));
  const p = standardNormal().build(shapesOf([3]));
  fc.assert(
    fc.property(numbers, numbers, numbers, (mean, logVar, lower) =>
      tf.tidy(() => {
        const kl = (below: number[]): number =>
          p.kl!(
            q.family!([tf.tensor([mean]), tf.tensor([logVar]), tf.tensor([below])], tinyContext(1)),
            tinyContext(1),
          )!.dataSync()[0]!;
        const diagonal = { kind: 'diagonalNormal', mean: tf.tensor([mean]), logVar: tf.tensor([logVar]) } as const;
        expect(deviation([kl([0, 0, 0])], p.kl!(diagonal, tinyContext(1))!.dataSync())).toBeLessThan(1e-5);
        const added = kl(lower) - kl([0, 0, 0]);
        expect(Math.abs(added - lower.reduce((sum, value) => sum + value * value, 0) / 2)).toBeLessThan(1e-4);
      }),
    ),
    { numRuns: 50 },
  );
});

test('draws have the covariance L·Lᵀ, the latent keeps its shape, and nothing is left behind', () => {
  const n = 40_000;
  const q = fullNormal().build(shapesOf([1, 2]));
  expect(q.parameters).toEqual([
    { name: 'mean', shape: [1, 2] },
    { name: 'logVar', shape: [1, 2] },
    { name: 'lower', shape: [1] },
  ]);
  const noise = drawNoise(q.noise('train'), n, randomStream(1));
  const parameters = [tf.zeros([n, 1, 2]), tf.zeros([n, 1, 2]), tf.fill([n, 1], -2)];
  const before = tf.memory().numTensors;
  const z = tf.tidy(() => q.draw(q.perExample!(parameters), noise, tinyContext(n)).z);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(z.shape).toEqual([n, 1, 2]);
  const flat = tf.reshape(z, [n, 2]) as tf.Tensor2D;
  const covariance = tf.div(tf.matMul(flat, flat, true), n).dataSync();
  // L = [[1, 0], [−2, 1]], so L·Lᵀ = [[1, −2], [−2, 5]]; five standard errors of a product with variances 1 and 5.
  expect(deviation(covariance, [1, -2, -2, 5])).toBeLessThan((5 * Math.sqrt(9)) / Math.sqrt(n));
  expect(q.center(parameters, tinyContext(n))).toBe(parameters[0]);
});

test('a width that float32 has no number for is a finite divergence, and moves with a class', () => {
  const shapes = shapesOf([2]);
  const parameters = [tf.tensor2d([[0, 0]]), tf.tensor2d([[-210, 0]]), tf.zeros([1, 1])];
  const family = fullNormal().build(shapes).family!(parameters, tinyContext(1));
  // ½ (e^−210 + 210 − 1), to which the other dimension adds nothing.
  expect(deviation(standardNormal().build(shapes).kl!(family, tinyContext(1))!.dataSync(), [104.5])).toBeLessThan(1e-6);
  const prior = classMeans(2, { classVariance: true }).build(shapes);
  prior.variables!['means']!.assign(tf.zeros([2, 2]));
  prior.variables!['logVars']!.assign(tf.tensor2d([0, 0, Math.log(4), 0], [2, 2]));
  const context = tinyContext(1, { condition: tf.tensor2d([[0, 1]]) });
  expect(deviation(prior.kl!(family, context)!.dataSync(), [0.5 * (210 + Math.log(4) - 1)])).toBeLessThan(1e-6);
});

test('a latent of one element is refused', () => {
  expect(() => fullNormal().build(shapesOf([1]))).toThrow(
    'fullNormal: the latent has shape [1], one element; expected at least 2, or take diagonalNormal()',
  );
});

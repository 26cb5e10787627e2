import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { cholesky } from './cholesky.js';
import { inverseLowerTriangular } from './inverseLowerTriangular.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const size = fc.integer({ min: 1, max: 7 });

onEveryBackend(() => {
  matchesTorch('cholesky', ({ matrix }) => cholesky(matrix!));
  matchesTorch('inverseLowerTriangular', ({ matrix }) => inverseLowerTriangular(matrix!));

  test('the factor times its transpose is the matrix, and times its inverse the identity', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 1e6 }), (k, seed) => {
        tf.tidy(() => {
          const a = tf.randomNormal<tf.Rank.R3>([3, k, k], 0, 1, 'float32', seed);
          const matrix = tf.add(tf.matMul(a, a, false, true), tf.mul(tf.eye(k), k)) as tf.Tensor3D;
          const l = cholesky(matrix) as tf.Tensor3D;
          const scale = new Float32Array(3 * k * k).fill(Math.max(...matrix.dataSync()));
          expectClose(tf.matMul(l, l, false, true).dataSync(), matrix.dataSync(), scale, 1e-6, 'L Lᵀ');
          const ones = tf.add(tf.eye(k), tf.zeros([3, k, k])).dataSync();
          const found = tf.matMul(l, inverseLowerTriangular(l) as tf.Tensor3D).dataSync();
          expectClose(found, ones, new Float32Array(ones.length).fill(1), 1e-5, 'L L⁻¹');
        });
      }),
      { numRuns: 15 },
    );
  });

  test('any number of leading axes, none included', () => {
    const matrix = tf.tensor2d([
      [4, 2],
      [2, 5],
    ]);
    const expected = [2, 0, 1, 2];
    expect(Array.from(cholesky(matrix).dataSync())).toEqual(expected);
    const stacked = cholesky(tf.reshape(tf.stack([matrix, matrix]), [2, 1, 2, 2]));
    expect(stacked.shape).toEqual([2, 1, 2, 2]);
    expect(Array.from(stacked.dataSync())).toEqual([...expected, ...expected]);
    expect(Array.from(inverseLowerTriangular(cholesky(matrix)).dataSync(), (value) => value + 0)).toEqual([0.5, 0, -0.25, 0.5]);
  });

  test('a matrix that is not positive definite is NaN, and spoils no other', () => {
    const found = cholesky(
      tf.tensor3d([
        [
          [1, 2],
          [2, 1],
        ],
        [
          [4, 2],
          [2, 5],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ]),
    ).arraySync() as number[][][];
    expect(found[0]![1]![1]).toBeNaN();
    expect(found[1]).toEqual([
      [2, 0],
      [1, 2],
    ]);
    expect(cholesky(tf.tensor2d([[-1]])).dataSync()[0]).toBeNaN();
  });

  test('has a second derivative: that of log |matrix| = 2 Σ log diag is −tr(A⁻¹ V A⁻¹ V)', () => {
    const matrix = tf.tensor2d([
      [4, 1, 0.5],
      [1, 3, -0.2],
      [0.5, -0.2, 2],
    ]);
    const v = tf.tensor2d([
      [1, 0.3, -0.1],
      [0.3, -0.5, 0.2],
      [-0.1, 0.2, 0.7],
    ]);
    const logDeterminant = (x: tf.Tensor) =>
      tf.mul(tf.sum(tf.log(tf.sum(tf.mul(cholesky(tf.add(matrix, tf.mul(v, x))), tf.eye(3)), 1))), 2);
    const second = tf
      .grad((x: tf.Tensor) => tf.grad(logDeterminant)(x))(tf.scalar(0))
      .dataSync()[0]!;
    const inverse = tf.matMul(
      inverseLowerTriangular(cholesky(matrix)) as tf.Tensor2D,
      inverseLowerTriangular(cholesky(matrix)) as tf.Tensor2D,
      true,
    );
    const iv = tf.matMul(inverse, v);
    const expected = -tf.sum(tf.mul(tf.matMul(iv, iv), tf.eye(3))).dataSync()[0]!;
    expect(second).toBeCloseTo(expected, 5);
  });
});

test('both refuse what is not square', () => {
  expect(() => cholesky(tf.zeros([2, 3]))).toThrow(
    'cholesky: `matrix` has shape [2,3]; it must be square in its last two axes, […,k,k]',
  );
  expect(() => cholesky(tf.zeros([3]))).toThrow('cholesky: `matrix` has shape [3]');
  expect(() => inverseLowerTriangular(tf.zeros([4, 2, 3]))).toThrow('inverseLowerTriangular: `lower` has shape [4,2,3]');
});

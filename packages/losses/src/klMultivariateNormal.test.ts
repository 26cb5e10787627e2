import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { inverseLowerTriangular } from './inverseLowerTriangular.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { klMultivariateNormal } from './klMultivariateNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const k = 3;
const number = fc.double({ min: -2, max: 2, noNaN: true });
const numbers = (count: number) => fc.array(number, { minLength: count, maxLength: count });
const gaussian = fc.tuple(numbers(k), numbers(k * k)).map(([mu, raw]) => ({ mu, raw }));
// A factor: the raw numbers below the diagonal, their exponentials on it.
const factorOf = (raw: number[]) =>
  tf.tensor3d(
    raw.map((value, i) => (i % (k + 1) === 0 ? Math.exp(value) : i % k < Math.floor(i / k) ? value : 0)),
    [1, k, k],
  );

onEveryBackend(() => {
  matchesTorch('klMultivariateNormal of factors', ({ mu1, sigma1, mu2, sigma2 }) =>
    klMultivariateNormal(mu1!, sigma1!, mu2!, sigma2!, { given: 'factor' }),
  );
  matchesTorch('klMultivariateNormal of covariances', ({ mu1, sigma1, mu2, sigma2 }) =>
    klMultivariateNormal(mu1!, sigma1!, mu2!, sigma2!),
  );

  test('is 0 for Σ₁ = Σ₂ = 2I: the trace is of Σ₂⁻¹ Σ₁, not of Σ₁⁻¹ Σ₂⁻¹, as one derivation in circulation has it', () => {
    for (const size of [1, 2, 4]) {
      const mu = tf.fill([1, size], 0.7);
      const sigma = tf.mul(tf.reshape(tf.eye(size), [1, size, size]), 2);
      // With tr(Σ₁⁻¹ Σ₂⁻¹) = k/4 it would be ½ (k/4 − k) < 0.
      expect(Array.from(klMultivariateNormal(mu, sigma, mu, sigma).dataSync())).toEqual([0]);
    }
    const [one, two] = [tf.tensor3d([[[1]]]), tf.tensor3d([[[2]]])];
    const zero = tf.zeros([1, 1]);
    expect(klMultivariateNormal(zero, two, zero, one).dataSync()[0]).toBeCloseTo(0.5 * (1 - Math.LN2), 6);
    expect(klMultivariateNormal(zero, one, zero, two).dataSync()[0]).toBeCloseTo(0.5 * (Math.LN2 - 0.5), 6);
  });

  test('the expectations of its derivation are k and tr(Σ₂⁻¹ Σ₁) + (μ₁ − μ₂)ᵀ Σ₂⁻¹ (μ₁ − μ₂)', () => {
    // The points μ₁ ± √k L₁ e_i have the mean μ₁ and the covariance Σ₁ exactly, and with them every expectation of a quadratic form.
    const [l1, l2] = [
      [
        [2, 0],
        [1, 3],
      ],
      [
        [1, 0],
        [-0.5, 0.8],
      ],
    ].map((rows) => tf.tensor3d([rows])) as [tf.Tensor3D, tf.Tensor3D];
    const [mu1, mu2] = [tf.tensor2d([[1, -1]]), tf.tensor2d([[0.5, 2]])];
    const steps = tf.mul(tf.transpose(tf.squeeze(l1, [0])), Math.SQRT2);
    const x = tf.add(tf.concat([steps, tf.neg(steps)]), mu1);
    const meanForm = (mu: tf.Tensor, l: tf.Tensor3D) => {
      const whitened = tf.matMul(tf.sub(x, mu), tf.squeeze(inverseLowerTriangular(l), [0]) as tf.Tensor2D, false, true);
      return tf.mean(tf.sum(tf.square(whitened), 1)).dataSync()[0]!;
    };
    expect(meanForm(mu1, l1)).toBeCloseTo(2, 5);
    // Σ₁ = [[4, 2], [2, 10]], Σ₂ = [[1, −.5], [−.5, .89]], |Σ₂| = .64, Σ₂⁻¹ = [[.89, .5], [.5, 1]] / .64, μ₁ − μ₂ = (.5, −3).
    const [trace, distance] = [(0.89 * 4 + 2 * 0.5 * 2 + 10) / 0.64, (0.89 * 0.25 - 2 * 0.5 * 1.5 + 9) / 0.64];
    expect(meanForm(mu2, l2)).toBeCloseTo(trace + distance, 4);
    // The same by traces, with S = E (x − μ₂)(x − μ₂)ᵀ and W = L₂⁻¹: E |W (x − μ₂)|² = tr(W S Wᵀ) = tr(S Wᵀ W) = tr(Wᵀ W S).
    const w = tf.squeeze(inverseLowerTriangular(l2), [0]) as tf.Tensor2D;
    const away = tf.sub(x, mu2) as tf.Tensor2D;
    const s = tf.div(tf.matMul(away, away, true), 4) as tf.Tensor2D;
    const turns = [[w, s, tf.transpose(w)] as const, [s, tf.transpose(w), w] as const, [tf.transpose(w), w, s] as const];
    for (const [a, b, c] of turns) {
      const product = tf.matMul(tf.matMul(a, b), c);
      expect(tf.sum(tf.mul(product, tf.eye(2))).dataSync()[0]).toBeCloseTo(trace + distance, 4);
    }
    const found = klMultivariateNormal(mu1, l1, mu2, l2, { given: 'factor' }).dataSync()[0]!;
    expect(found).toBeCloseTo(0.5 * (Math.log(0.64 / 36) - 2 + trace + distance), 4);
  });

  test('is not negative, 0 from a distribution to itself, and the diagonal one where both are diagonal', () => {
    fc.assert(
      fc.property(gaussian, gaussian, (p, q) => {
        tf.tidy(() => {
          const [mu1, mu2] = [tf.tensor2d([p.mu]), tf.tensor2d([q.mu])];
          const [l1, l2] = [factorOf(p.raw), factorOf(q.raw)];
          expect(klMultivariateNormal(mu1, l1, mu2, l2, { given: 'factor' }).dataSync()[0]).toBeGreaterThanOrEqual(0);
          expect(klMultivariateNormal(mu1, l1, mu1, l1, { given: 'factor' }).dataSync()[0]).toBeLessThan(1e-8);
          const [s1, s2] = [p, q].map(({ raw }) => tf.reshape(tf.diag(tf.tensor1d(raw.slice(0, k).map(Math.exp))), [1, k, k]));
          const [v1, v2] = [p, q].map(({ raw }) => tf.tensor2d([raw.slice(0, k)]));
          const expected = klDiagonalNormal(mu1, v1!, mu2, v2!).dataSync();
          expectClose(
            klMultivariateNormal(mu1, s1!, mu2, s2!).dataSync(),
            expected,
            expected.map((kl) => kl + k),
            1e-6,
            'diagonal',
          );
        });
      }),
      { numRuns: 40 },
    );
  });

  test('a covariance beside a factor, and factors with signs that do not matter', () => {
    const mu = tf.tensor2d([[1, -1]]);
    const zero = tf.zeros([1, 2]);
    const factor = tf.tensor3d([
      [
        [2, 0],
        [1, 3],
      ],
    ]);
    const covariance = tf.matMul(factor, factor, false, true);
    const other = tf.tensor3d([
      [
        [1, 0.5],
        [0.5, 2],
      ],
    ]);
    const expected = klMultivariateNormal(mu, covariance, zero, other).dataSync();
    const mixed = klMultivariateNormal(mu, factor, zero, other, { given: ['factor', 'covariance'] }).dataSync();
    const turned = tf.mul(factor, tf.tensor3d([[[-1, 1]]]));
    const signs = klMultivariateNormal(mu, turned, zero, other, { given: ['factor', 'covariance'] }).dataSync();
    expectClose(mixed, expected, expected, 1e-6, 'mixed');
    expectClose(signs, expected, expected, 1e-6, 'signs');
  });

  test('what is not positive definite is NaN in its own example', () => {
    const mu = tf.zeros([2, 2]);
    const good = tf.stack([tf.eye(2), tf.eye(2)]);
    const bad = tf.tensor3d([
      [
        [1, 2],
        [2, 1],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ]);
    for (const [a, b] of [
      [bad, good],
      [good, bad],
    ] as const) {
      const found = klMultivariateNormal(mu, a, mu, b).dataSync();
      expect(found[0]).toBeNaN();
      expect(found[1]).toBe(0);
    }
  });

  test('has second derivatives', () => {
    // In mu1 the Hessian is Σ₂⁻¹.
    const sigma = tf.tensor3d([
      [
        [2, 0.6],
        [0.6, 1],
      ],
    ]);
    const direction = tf.tensor2d([[1, 2]]);
    const along = (x: tf.Tensor) => tf.sum(klMultivariateNormal(tf.mul(direction, x), sigma, tf.zeros([1, 2]), sigma));
    const determinant = 2 - 0.36;
    const expected = (1 * 1 - 2 * 0.6 * 2 + 4 * 2) / determinant;
    expect(
      tf
        .grad((x: tf.Tensor) => tf.grad(along)(x))(tf.scalar(0.3))
        .dataSync()[0],
    ).toBeCloseTo(expected, 4);
    // In the scale of a covariance, s = log of it: ½ (exp(s) − 1 − s) k has the second derivative ½ k exp(s).
    const wider = (s: tf.Tensor) => tf.sum(klMultivariateNormal(tf.zeros([1, 2]), tf.mul(sigma, s), tf.zeros([1, 2]), sigma));
    // d²/dx² of ½ k (x − 1 − log x) is ½ k / x².
    expect(
      tf
        .grad((x: tf.Tensor) => tf.grad(wider)(x))(tf.scalar(2))
        .dataSync()[0],
    ).toBeCloseTo(0.25, 4);
    const narrower = (s: tf.Tensor) => tf.sum(klMultivariateNormal(tf.zeros([1, 2]), sigma, tf.zeros([1, 2]), tf.mul(sigma, s)));
    // ½ k (1/x − 1 + log x): ½ k (2/x³ − 1/x²).
    expect(
      tf
        .grad((x: tf.Tensor) => tf.grad(narrower)(x))(tf.scalar(2))
        .dataSync()[0],
    ).toBeCloseTo(0, 4);
  });

  test('stays exact for covariances of a high condition, as far as float32 knows them', () => {
    const condition = 1e4;
    const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
    const rotated = (a: number, b: number) => [c * c * a + s * s * b, c * s * (a - b), c * s * (a - b), s * s * a + c * c * b];
    const sigma = tf.tensor3d(rotated(1, 1 / condition), [1, 2, 2]);
    const found = klMultivariateNormal(tf.zeros([1, 2]), tf.mul(sigma, 3), tf.zeros([1, 2]), sigma).dataSync()[0]!;
    const expected = 3 - 1 - Math.log(3);
    expect(Math.abs(found - expected) / expected).toBeLessThan(1e-6 * condition);
  });
});

test('klMultivariateNormal refuses shapes that do not fit, and forms it does not know', () => {
  const [mu, sigma] = [tf.zeros([2, 3]), tf.zeros([2, 3, 3])];
  expect(() => klMultivariateNormal(mu, tf.zeros([3, 3]), mu, sigma)).toThrow(
    'klMultivariateNormal: `sigma1` has shape [3,3] but `mu1` has [2,3]; expected [2,3,3], a matrix for each mean',
  );
  expect(() => klMultivariateNormal(mu, sigma, tf.zeros([2, 4]), sigma)).toThrow(
    'klMultivariateNormal: `mu1` has shape [2,3] but `mu2` has [2,4]; both distributions must be over the same latent',
  );
  expect(() => klMultivariateNormal(tf.zeros([2]), sigma, tf.zeros([2]), sigma)).toThrow('expected [batch,k]');
  expect(() => klMultivariateNormal(mu, sigma, mu, sigma, { given: 'precision' as 'factor' })).toThrow(
    "klMultivariateNormal: `given` is \"precision\"; expected 'covariance', 'factor' or a pair of them",
  );
});

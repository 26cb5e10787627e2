import * as tf from '@tensorflow/tfjs';
import { horner } from './horner.js';
import { inFloat } from './inFloat.js';
import { withGradient } from './withGradient.js';

const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30];
const shift = 5;

/**
 * The `order`-th derivative of {@link digamma}, `ψ⁽ⁿ⁾(x)`, x > 0, n >= 1, elementwise; relatively exact to 1e-5 for n <= 3.
 *
 * `(−1)ⁿ⁺¹ ψ⁽ⁿ⁾(x) = n! Σ_{i < 5} (x + i)⁻ⁿ⁻¹ + (n − 1)! y⁻ⁿ [1 + n/(2y) + Σ_k B₂ₖ (2k + n − 1)! / ((2k)! (n − 1)!) y⁻²ᵏ]` with y = x + 5: the
 * recurrence moves x to where the asymptotic series is short, and all of its terms have one sign.
 *
 * @param order n, a whole number of at least 1
 * @param x any shape, positive
 * @returns the shape of `x`
 * @throws when `order` is not a whole number of at least 1
 */
export function polygamma(order: number, x: tf.Tensor): tf.Tensor {
  if (!Number.isSafeInteger(order) || order < 1) {
    throw new RangeError(`polygamma: \`order\` is ${order}; it must be a whole number of at least 1 (order 0 is \`digamma\`)`);
  }
  return inFloat([x], (x) =>
    withGradient(
      [x],
      (x) => value(order, x),
      (dy, x) => [tf.mul(dy, polygamma(order + 1, x))],
    ),
  );
}

function value(n: number, x: tf.Tensor): tf.Tensor {
  const factorial = (k: number): number => (k < 2 ? 1 : k * factorial(k - 1));
  const poles = Array.from({ length: shift }, (_, i) => power(tf.div(1, tf.add(x, i)), n + 1));
  const r = tf.div(1, tf.add(x, shift));
  const tail = horner(tf.square(r), [
    1,
    ...bernoulli.map((b, k) => (b * factorial(2 * k + 1 + n)) / factorial(2 * k + 2) / factorial(n - 1)),
  ]);
  const series = tf.mul(power(r, n), tf.add(tail, tf.mul(r, n / 2)));
  const sum = tf.add(tf.mul(tf.addN(poles), factorial(n)), tf.mul(series, factorial(n - 1)));
  return n % 2 ? sum : tf.neg(sum);
}

function power(x: tf.Tensor, exponent: number): tf.Tensor {
  let product = x;
  for (let i = 1; i < exponent; i++) product = tf.mul(product, x);
  return product;
}

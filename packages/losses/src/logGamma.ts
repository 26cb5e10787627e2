import * as tf from '@tensorflow/tfjs';
import { digamma } from './digamma.js';
import { horner } from './horner.js';
import { inFloat } from './inFloat.js';
import { withGradient } from './withGradient.js';

/**
 * The logarithm of the gamma function, `log Γ(x)`, x > 0, elementwise; relatively exact to 1e-6, beside its zeros at 1 and 2 as well.
 *
 * Three ranges:
 * - above 3 Stirling's series, (x − ½) log x − x + ½ log 2π + 1/(12 x) − 1/(360 x³) + 1/(1260 x⁵) − 1/(1680 x⁷); what it leaves out is
 *   below 5e-8;
 * - from ½ to 3, (x − 1)(x − 2) R(x): the zeros are factors, and R is smooth and positive; R is a best rational approximation (relative
 *   error 7e-8, `oracles/fit_special_functions.py`);
 * - below ½, log Γ(1 + x) − log x, where the factors are x (x − 1).
 *
 * @param x any shape, positive; +Infinity at 0, NaN below
 * @returns the shape of `x`
 */
export function logGamma(x: tf.Tensor): tf.Tensor {
  return inFloat([x], (x) => withGradient([x], value, (dy, x) => [tf.mul(dy, digamma(x))]));
}

const above = [2.0359564, 13.190376, 11.447433, 1.2555865];
const below = [1, 14.002742, 24.906633, 8.1233177, 0.35364345];

function value(x: tf.Tensor): tf.Tensor {
  const small = tf.less(x, 0.5);
  const zero = tf.zerosLike(x);
  const y = tf.clipByValue(tf.add(x, tf.where(small, tf.onesLike(x), zero)), 0.5, 3);
  // x (x − 1), or (x − 2)(x − 1): neither is formed from the rounded 1 + x.
  const zeros = tf.mul(tf.sub(x, tf.where(small, zero, tf.fill(x.shape, 2))), tf.sub(x, 1));
  const near = tf.sub(tf.mul(zeros, tf.div(horner(y, above), horner(y, below))), tf.where(small, tf.log(x), zero));

  const far = tf.maximum(x, 3);
  const r = tf.div(1, far);
  const series = tf.mul(horner(tf.square(r), [1 / 12, -1 / 360, 1 / 1260, -1 / 1680]), r);
  const stirling = tf.add(tf.sub(tf.mul(tf.sub(far, 0.5), tf.log(far)), far), tf.add(series, 0.9189385332046727));
  return tf.where(tf.greater(x, 3), stirling, near);
}

import * as tf from '@tensorflow/tfjs';
import { horner } from './horner.js';
import { inFloat } from './inFloat.js';
import { polygamma } from './polygamma.js';
import { withGradient } from './withGradient.js';

/**
 * The derivative of `log Γ`, `ψ(x)`, x > 0, elementwise; relatively exact to 2e-6, beside its zero at 1.4616 as well.
 *
 * - above 3 the asymptotic series, log x − 1/(2x) − 1/(12 x²) + 1/(120 x⁴) − 1/(252 x⁶) + 1/(240 x⁸), which leaves out less than 2e-7;
 * - from ½ to 3, (x − x₀) D(x), D smooth and positive, a best rational approximation (relative error 2e-7,
 *   `oracles/fit_special_functions.py`), and x₀ in two parts, because float32 holds seven of its digits;
 * - below ½, ψ(1 + x) − 1/x.
 *
 * @param x any shape, positive; −Infinity at 0
 * @returns the shape of `x`
 */
export function digamma(x: tf.Tensor): tf.Tensor {
  return inFloat([x], (x) => withGradient([x], value, (dy, x) => [tf.mul(dy, polygamma(1, x))]));
}

const above = [1.2494889, 2.7849966, 0.80857739, 0.010031904];
const below = [0.001, 1.816842, 1.8094373, 0.25401543];

function value(x: tf.Tensor): tf.Tensor {
  const small = tf.less(x, 0.5);
  const zero = tf.zerosLike(x);
  const y = tf.clipByValue(tf.add(x, tf.where(small, tf.onesLike(x), zero)), 0.5, 3);
  const fromZero = tf.sub(tf.sub(y, 1.4616321325302124), 1.2438147962e-8);
  const near = tf.sub(tf.mul(fromZero, tf.div(horner(y, above), horner(y, below))), tf.where(small, tf.div(1, x), zero));

  const far = tf.maximum(x, 3);
  const r = tf.div(1, far);
  const series = tf.mul(r, tf.add(tf.mul(r, horner(tf.square(r), [1 / 12, -1 / 120, 1 / 252, -1 / 240])), 0.5));
  return tf.where(tf.greater(x, 3), tf.sub(tf.log(far), series), near);
}

import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/**
 * `exp(s) − 1 − s`, elementwise and to a few units in the last place for every s: what a variance costs in a Gaussian divergence.
 *
 * Near zero it is s²/2, far below the rounding of exp(s), so there the series is summed: for |s| <= 1/4
 * `s² (1/2! + s/3! + s²/4! + s³/5! + s⁴/6!)`, whose remainder is below 4e-7 of the value; beyond, rounding costs at most 1e-6.
 * The derivative is {@link expm1}.
 */
export function exponentialExcess(s: tf.Tensor): tf.Tensor {
  return withGradient([s], excess, (dy, s) => [tf.mul(dy, expm1(s))]);
}

/**
 * `exp(s) − 1`, elementwise and to the rounding of float32: the excess plus s, with no cancellation (tfjs's `expm1` is `exp(x) − 1` on WebGL).
 *
 * Far below −88, where it is −1 to the last bit, the sum would lose the 1 beside s.
 */
export function expm1(s: tf.Tensor): tf.Tensor {
  return withGradient(
    [s],
    (s) => {
      const held = tf.maximum(s, -88);
      return tf.add(excess(held), held);
    },
    (dy, s) => [tf.mul(dy, tf.exp(s))],
  );
}

function excess(s: tf.Tensor): tf.Tensor {
  const near = tf.clipByValue(s, -0.25, 0.25);
  let series = tf.mul(near, 1 / 720);
  for (const coefficient of [1 / 120, 1 / 24, 1 / 6]) series = tf.mul(tf.add(series, coefficient), near);
  series = tf.mul(tf.add(series, 0.5), tf.square(near));
  return tf.where(tf.equal(near, s), series, tf.sub(tf.sub(tf.exp(s), 1), s));
}

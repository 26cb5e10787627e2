import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/**
 * `x exp(l)`, elementwise, wherever the product itself is a number of float32, and 0 where x is.
 *
 * exp(l) alone leaves the range at 88; a narrow distribution has its values as near to each other as it is narrow. The factor is taken in two halves, so
 * that what is between lies between x and the product. At most exp(88) each, which takes any x but 0 beyond the range.
 *
 * @param x any shape
 * @param l the shape of `x`
 */
export function timesExp(x: tf.Tensor, l: tf.Tensor): tf.Tensor {
  return withGradient(
    [x, l],
    (x, l) => {
      const half = halfOf(l);
      return tf.mul(tf.mul(x, half), half);
    },
    (dy, x, l) => [timesExp(dy, l), productExp(dy, x, l)],
  );
}

/** `x y exp(l)`, with a half behind each factor: x y may leave the range, and 0 times an infinite y exp(l) is no number. */
function productExp(x: tf.Tensor, y: tf.Tensor, l: tf.Tensor): tf.Tensor {
  return withGradient(
    [x, y, l],
    (x, y, l) => {
      const half = halfOf(l);
      return tf.mul(tf.mul(tf.mul(x, half), y), half);
    },
    (dy, x, y, l) => [productExp(dy, y, l), productExp(dy, x, l), productExp(tf.mul(dy, x), y, l)],
  );
}

function halfOf(l: tf.Tensor): tf.Tensor {
  return tf.exp(tf.minimum(tf.mul(l, 0.5), 88));
}

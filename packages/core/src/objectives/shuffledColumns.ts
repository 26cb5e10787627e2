import * as tf from '@tensorflow/tfjs';

/** The whole number i modulo n, from 0 to n − 1; the half keeps the quotient's rounding from mattering. */
const modulo = (i: tf.Tensor, n: tf.Tensor): tf.Tensor => tf.sub(i, tf.mul(n, tf.floor(tf.div(tf.add(i, 0.5), n))));

/** Column k of each row from the row k + 1 places further on among those that count, `[rows, size]`. */
export function shuffledColumns(codes: tf.Tensor2D, weight: tf.Tensor1D): tf.Tensor2D {
  const [, size] = codes.shape;
  const present = tf.cast(tf.greater(weight, 0), 'float32') as tf.Tensor1D;
  const count = tf.sum(present);
  const place = tf.cumsum(present);
  // How many places row j is ahead of row i, at [i, j], and how many are wanted for column k.
  const ahead = modulo(tf.sub(tf.expandDims(place, 0), tf.expandDims(place, 1)), count);
  const wanted = modulo(tf.range(1, size + 1, 1, 'float32'), count);
  const taken = tf.cast(tf.equal(tf.expandDims(ahead, 2), tf.reshape(wanted, [1, 1, size])), 'float32');
  const counted = tf.mul(codes, tf.expandDims(present, 1));
  return tf.sum(tf.mul(taken, tf.expandDims(counted, 0)), 1) as tf.Tensor2D;
}

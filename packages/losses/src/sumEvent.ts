import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';

/** The sum over every axis but the first: `[batch, …event] -> [batch]`. */
export function sumEvent(terms: tf.Tensor): tf.Tensor1D {
  const [batch = 1, ...event] = terms.shape;
  if (event.length === 0) return terms as tf.Tensor1D;
  const size = sizeFromShape(event);
  // The WASM backend adds up one row in one float32 accumulator. Equal terms then round the same way in every addition, and the error
  // reaches size/4 units in the last place: 8e-6 at 784 terms, 1e-4 at 12,288. Rows of about sqrt(size) terms, summed in turn, leave 2 sqrt(size).
  let row = size < 64 ? 1 : Math.floor(Math.sqrt(size));
  while (size % row !== 0) row--;
  if (row === 1) return tf.sum(tf.reshape(terms, [batch, size]), 1);
  return tf.sum(tf.sum(tf.reshape(terms, [batch, size / row, row]), 2), 1);
}

import * as tf from '@tensorflow/tfjs';
import type { Context } from '../parts.js';

/** The values of the rows of a class, 0 in the others: selected, because 0 times infinity would be NaN. */
export function inClass(value: tf.Tensor, y: number, { condition, rows }: Context): tf.Tensor {
  if (condition === undefined) throw new Error('perClass: the batch has no labels; give `y`, the number of each example’s class');
  const mine = tf.reshape(tf.slice(condition, [0, y], [rows, 1]), [rows, ...value.shape.slice(1).map(() => 1)]);
  return tf.where(tf.greater(mine, 0), value, 0);
}

/** Of one value a class, that of each row's label. */
export const ofLabel = (values: readonly tf.Tensor[], context: Context): tf.Tensor =>
  tf.addN(values.map((value, y) => inClass(value, y, context)));

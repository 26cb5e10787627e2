import type * as tf from '@tensorflow/tfjs';

/** A tfjs data set whose elements are batches: a tensor `x`, or `{ x, y }`, or `{ xs, ys }` as `fitDataset` of tfjs has it. */
export type TensorDataset = tf.data.Dataset<tf.TensorContainer>;

/** Whether data is a `tf.data.Dataset`. */
export const isDataset = (data: unknown): data is TensorDataset =>
  typeof (data as Partial<TensorDataset> | null | undefined)?.iterator === 'function' &&
  typeof (data as Partial<TensorDataset>).forEachAsync === 'function';

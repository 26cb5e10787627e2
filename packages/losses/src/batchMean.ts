import * as tf from '@tensorflow/tfjs';

/** The mean over the examples, each counted by its `weight`, `[batch]`, where there is one: `[batch, …] -> […]`. */
export function batchMean(values: tf.Tensor, weight: tf.Tensor | undefined): tf.Tensor {
  if (!weight) return tf.mean(values, 0);
  const each = tf.reshape(
    weight,
    values.shape.map((length, axis) => (axis ? 1 : length)),
  );
  return tf.sum(tf.mul(values, tf.div(each, tf.sum(weight))), 0);
}

/** Throws, in the name of `caller`, unless `weight` is absent or `[batch]`. */
export function checkWeight(caller: string, weight: tf.Tensor | undefined, batch: number): void {
  if (weight && `${weight.shape}` !== `${batch}`)
    throw new Error(`${caller}: \`weight\` has shape [${weight.shape}]; expected [${batch}], one for each example`);
}

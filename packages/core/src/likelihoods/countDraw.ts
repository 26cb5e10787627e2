import * as tf from '@tensorflow/tfjs';

/**
 * Draws of counts by the inverse of their distribution function: how many of the cumulated probabilities of 0, 1, … `most` − 1 are at most u.
 *
 * @param u uniform, any shape
 * @param most the largest count that can come
 * @param logZero log p(0), the shape of `u` with a last axis of 1
 * @param logStep log p(k + 1)/p(k) for k, `[most]`, broadcast with `logZero`
 */
export function countDraw(u: tf.Tensor, most: number, logZero: tf.Tensor, logStep: (k: tf.Tensor) => tf.Tensor): tf.Tensor {
  // tfjs's cumsum does not end for an axis of −1.
  const last = u.rank;
  const steps = tf.add(logStep(tf.range(0, most, 1, 'float32')), tf.zeros([...u.shape, most]));
  const logs = tf.add(tf.cumsum(steps, last, true), logZero);
  return tf.sum(tf.cast(tf.lessEqual(tf.cumsum(tf.exp(logs), last), tf.expandDims(u, -1)), 'float32'), -1);
}

/** Throws, in the name of `caller`, unless `most` is a whole number of at least 1. */
export function checkMost(caller: string, most: number): void {
  if (!Number.isSafeInteger(most) || most < 1)
    throw new RangeError(`${caller}: \`most\` is ${most}; expected a whole number of at least 1`);
}

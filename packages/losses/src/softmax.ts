import * as tf from '@tensorflow/tfjs';
import { indicator } from './indicator.js';
import { withGradient } from './withGradient.js';

/** The softmax over the last axis, p; its derivative, p (dy − Σ p dy), keeps the little that moves where one p is nearly 1. */
export function softmax(logits: tf.Tensor): tf.Tensor {
  return withGradient(
    [logits],
    (logits) => tf.softmax(logits),
    (dy, logits) => [tf.mul(softmax(logits), lessMean(dy, logits))],
  );
}

/**
 * `values` less their mean under softmax(logits), over the last axis.
 *
 * They are measured from that of the likeliest class, whose own difference from the mean is then the little that the others make, and no rounding of 1.
 */
export function lessMean(values: tf.Tensor, logits: tf.Tensor): tf.Tensor {
  const top = indicator([logits], (logits) => tf.equal(tf.sub(logits, tf.max(logits, -1, true)), 0));
  const fromTop = tf.sub(values, tf.div(tf.sum(tf.mul(values, top), -1, true), tf.sum(top, -1, true)));
  return tf.sub(fromTop, tf.sum(tf.mul(softmax(logits), fromTop), -1, true));
}

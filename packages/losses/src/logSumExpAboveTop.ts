import * as tf from '@tensorflow/tfjs';
import { log1p } from './log1p.js';

/**
 * Logits less the largest of their row (`lowered`), and `total = log Σ exp(lowered)` over the last axis, relatively exact: no gradient of its own.
 *
 * Nothing overflows, and logits far from 0 do not eat the digits of their differences. The largest is 1 of the sum, and is taken out of it (one
 * of them, if there are several), so that the little that the others of a sure row add is not rounded away: log1p(Σ' exp(lowered)).
 */
export function logSumExpAboveTop(logits: tf.Tensor): { readonly lowered: tf.Tensor; readonly total: tf.Tensor } {
  const lowered = tf.sub(logits, tf.max(logits, -1, true));
  const top = tf.cast(tf.equal(lowered, 0), 'float32');
  const others = tf.sum(tf.mul(tf.exp(lowered), tf.sub(1, top)), -1);
  return { lowered, total: log1p(tf.add(others, tf.sub(tf.sum(top, -1), 1))) };
}

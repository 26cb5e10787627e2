import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { exponentialExcess } from './exponentialExcess.js';
import { log1p } from './log1p.js';
import { logSumExpAboveTop } from './logSumExpAboveTop.js';
import { sumEvent } from './sumEvent.js';
import { withGradient } from './withGradient.js';

/**
 * The divergence of one categorical distribution from another, from logits, `Σ p₁ log(p₁/p₂)`, p = softmax(l) over the last axis.
 *
 * @param logits1 finite, `[batch, …, classes]`
 * @param logits2 finite, the shape of `logits1`
 * @returns `[batch]`, in nats, summed over the classes and over the axes before them
 * @throws when the shapes differ or there is no axis of classes behind the batch
 * @see {@link klDiscrete} for probabilities
 */
export function klCategorical(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor1D {
  checkShapes('klCategorical', { logits1, logits2 }, 'both must hold the logits of the same classes');
  if (logits1.rank < 2) throw new Error(`klCategorical: \`logits1\` has shape [${logits1.shape}]; expected [batch,…,classes]`);
  return tf.tidy(() => sumEvent(withGradient([logits1, logits2], divergence, gradients)));
}

// With d = l₂ − l₁ less its mean under p₁: D = log Σ p₁ exp(d), which for |d| <= 1 is log1p(Σ p₁ (exp(d) − 1 − d)), as Σ p₁ d = 0.
function divergence(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor {
  const p = tf.softmax(logits1);
  const raw = tf.sub(logits2, logits1);
  const d = tf.sub(raw, tf.sum(tf.mul(p, raw), -1, true));
  const near = tf.clipByValue(d, -1, 1);
  const close = log1p(tf.sum(tf.mul(p, exponentialExcess(near)), -1));
  const logs = [logits1, logits2].map((logits) => {
    const { lowered, total } = logSumExpAboveTop(logits);
    return tf.sub(lowered, tf.expandDims(total, -1));
  }) as [tf.Tensor, tf.Tensor];
  const far = tf.sum(tf.mul(p, tf.sub(...logs)), -1);
  return tf.where(tf.lessEqual(tf.max(tf.abs(d), -1), 1), close, far);
}

function gradients(dy: tf.Tensor, logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor[] {
  const each = tf.expandDims(dy, -1);
  const [p, q] = [tf.softmax(logits1), tf.softmax(logits2)];
  const raw = tf.sub(logits1, logits2);
  const ratio = tf.sub(raw, tf.sum(tf.mul(p, raw), -1, true));
  return [tf.mul(each, tf.mul(p, ratio)), tf.mul(each, tf.sub(q, p))];
}

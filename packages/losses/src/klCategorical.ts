import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { choose } from './choose.js';
import { expm1, exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { log1p } from './log1p.js';
import { logSumExpAboveTop } from './logSumExpAboveTop.js';
import { lessMean, softmax } from './softmax.js';
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
  return inFloat([logits1, logits2], (logits1, logits2) => sumEvent(withGradient([logits1, logits2], divergence, gradients)));
}

// With u = log(p₂/p₁) the divergence is Σ p₁ (exp(u) − 1 − u), as both sum to 1: parts that are not negative, in which a small common error of u
// is of second order.
function divergence(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor {
  const { p, q, u } = compared(logits1, logits2);
  // Where q is many times p, exp(u) may be beyond the range of float32 and p 0.
  const gaps = choose([u], atMost1, tf.mul(p, exponentialExcess(tf.minimum(u, 1))), tf.sub(tf.sub(q, p), tf.mul(p, u)));
  return tf.sum(gaps, -1);
}

function gradients(dy: tf.Tensor, logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor[] {
  const each = tf.expandDims(dy, -1);
  const { p, d } = compared(logits1, logits2);
  return [tf.neg(tf.mul(each, tf.mul(p, d))), tf.mul(each, difference(logits1, logits2))];
}

/** p₂ − p₁, which is p₁ (exp(u) − 1): near ones do not cancel. */
function difference(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor {
  return withGradient(
    [logits1, logits2],
    (logits1, logits2) => {
      const { p, q, u } = compared(logits1, logits2);
      return choose([u], atMost1, tf.mul(p, expm1(tf.minimum(u, 1))), tf.sub(q, p));
    },
    (dy, logits1, logits2) => [
      tf.neg(tf.mul(softmax(logits1), lessMean(dy, logits1))),
      tf.mul(softmax(logits2), lessMean(dy, logits2)),
    ],
  );
}

/** Both distributions, l₂ − l₁ less its mean under the first (d), and log(p₂/p₁) (u), which is d − log Σ p₁ exp(d). */
function compared(logits1: tf.Tensor, logits2: tf.Tensor): Record<'p' | 'q' | 'd' | 'u', tf.Tensor> {
  const [p, q] = [softmax(logits1), softmax(logits2)];
  const [first, second] = [logSumExpAboveTop(logits1), logSumExpAboveTop(logits2)];
  // Of lowered logits: an offset, which changes nothing, eats no digits of the differences.
  const raw = tf.sub(second.lowered, first.lowered);
  const d = lessMean(raw, logits1);
  // For |d| <= 1 the logarithm is log1p(Σ p₁ (exp(d) − 1 − d)), as Σ p₁ d = 0.
  const near = tf.clipByValue(d, -1, 1);
  const close = tf.sub(d, log1p(tf.sum(tf.mul(p, exponentialExcess(near)), -1, true)));
  const far = tf.sub(raw, tf.expandDims(tf.sub(second.total, first.total), -1));
  const isNear = (d: tf.Tensor) => tf.add(tf.zerosLike(d), tf.cast(atMost1(tf.max(tf.abs(d), -1, true)), 'float32'));
  return { p, q, d, u: choose([d], (d) => tf.greater(isNear(d), 0), close, far) };
}

function atMost1(x: tf.Tensor): tf.Tensor {
  return tf.lessEqual(x, 1);
}

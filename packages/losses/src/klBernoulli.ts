import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { expm1, exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { log1p } from './log1p.js';
import { sigmoid } from './sigmoid.js';
import { sign } from './sign.js';
import { softplus } from './softplus.js';
import { withGradient } from './withGradient.js';

/**
 * The divergence of one Bernoulli distribution from another, from logits,
 * `Σ [p₁ log(p₁/p₂) + (1 − p₁) log((1 − p₁)/(1 − p₂))] = Σ [softplus(l₂) − softplus(l₁) − p₁ (l₂ − l₁)]`, p = sigmoid(l).
 *
 * @param logits1 finite, `[batch, …]`
 * @param logits2 finite, the shape of `logits1`
 * @returns `[batch]`, in nats, summed over the other axes; not negative, and exact for near and for extreme logits
 * @throws when the shapes differ or there is no batch axis
 */
export function klBernoulli(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor1D {
  checkShapes('klBernoulli', { logits1, logits2 }, 'both distributions must be over the same latent');
  return inFloat([logits1, logits2], (logits1, logits2) =>
    eventSum([logits1, logits2], terms, (logits1, logits2) => [
      tf.mul(tf.mul(sigmoid(logits1), sigmoid(tf.neg(logits1))), tf.sub(logits1, logits2)),
      sigmoidDifference(logits2, logits1),
    ]),
  );
}

// The divergence does not change when both logits change sign, so the first is made the one of a probability of at most 1/2, whose small
// numbers are kept. With d = l₂ − l₁ it is log E[exp(d X)] − E[d X], X of the first distribution; for |d| <= 1 that is
// log1p(E[excess(d (X − p))]), a sum of parts that are not negative.
function terms(logits1: tf.Tensor, logits2: tf.Tensor): tf.Tensor {
  const l1 = tf.neg(tf.abs(logits1));
  const l2 = tf.where(tf.greater(logits1, 0), tf.neg(logits2), logits2);
  const d = tf.sub(l2, l1);
  const [p, q] = [tf.sigmoid(l1), tf.sigmoid(tf.neg(l1))];
  const near = tf.clipByValue(d, -1, 1);
  const excess = tf.add(tf.mul(p, exponentialExcess(tf.mul(near, q))), tf.mul(q, exponentialExcess(tf.neg(tf.mul(near, p)))));
  const far = tf.sub(tf.sub(softplus(l2), softplus(l1)), tf.mul(p, d));
  return tf.where(tf.equal(near, d), log1p(excess), far);
}

// σ(a) − σ(b) = σ(a) σ(−b) (1 − exp(b − a)) for a >= b: no difference of near ones.
function sigmoidDifference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, b],
    (a, b) => {
      const fall = expm1(tf.neg(tf.abs(tf.sub(a, b))));
      const size = tf.mul(tf.mul(tf.sigmoid(tf.maximum(a, b)), tf.sigmoid(tf.neg(tf.minimum(a, b)))), fall);
      return tf.mul(sign(tf.sub(b, a)), size);
    },
    (dy, a, b) => [a, b].map((l, i) => tf.mul(tf.mul(dy, i ? -1 : 1), tf.mul(sigmoid(l), sigmoid(tf.neg(l))))),
  );
}

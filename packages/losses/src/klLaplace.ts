import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { exponentialExcess } from './exponentialExcess.js';

/**
 * The divergence of one Laplace distribution from another, `Σ [log(b₂/b₁) + |m₁ − m₂|/b₂ + (b₁/b₂) exp(−|m₁ − m₂|/b₁) − 1]`.
 *
 * With s = log(b₁/b₂), t = |m₁ − m₂|/b₁ and excess(x) = exp(x) − 1 − x >= 0 it is excess(s) + exp(s) excess(−t).
 *
 * @param mean1 `[batch, …]`
 * @param logScale1 `log b₁`, the shape of `mean1`
 * @param mean2 the shape of `mean1`
 * @param logScale2 `log b₂`, the shape of `mean1`
 * @returns `[batch]`, in nats, summed over the other axes
 * @throws when the shapes differ or there is no batch axis
 * @see Meyer 2021, "An alternative probabilistic interpretation of the Huber loss"
 */
export function klLaplace(mean1: tf.Tensor, logScale1: tf.Tensor, mean2: tf.Tensor, logScale2: tf.Tensor): tf.Tensor1D {
  checkShapes('klLaplace', { mean1, logScale1, mean2, logScale2 }, 'both distributions must be over the same latent');
  return tf.tidy(() =>
    eventSum(
      [mean1, logScale1, mean2, logScale2],
      (mean1, logScale1, mean2, logScale2) => {
        const s = tf.sub(logScale1, logScale2);
        const t = tf.mul(tf.abs(tf.sub(mean1, mean2)), tf.exp(tf.neg(logScale1)));
        return tf.add(exponentialExcess(s), tf.mul(tf.exp(s), exponentialExcess(tf.neg(t))));
      },
      (mean1, logScale1, mean2, logScale2) => {
        const s = tf.sub(logScale1, logScale2);
        const distance = tf.sub(mean1, mean2);
        const t = tf.mul(tf.abs(distance), tf.exp(tf.neg(logScale1)));
        // 1 − exp(−t) = t − excess(−t); d/ds of the value is exp(s) (1 + t) exp(−t) − 1 with t held by m and b₁.
        const risen = tf.sub(t, exponentialExcess(tf.neg(t)));
        const ofMean = tf.mul(tf.mul(tf.sign(distance), risen), tf.exp(tf.neg(logScale2)));
        const wide = tf.exp(s);
        const fallen = tf.exp(tf.neg(t));
        return [
          ofMean,
          tf.sub(tf.mul(wide, tf.mul(fallen, tf.add(t, 1))), 1),
          tf.neg(ofMean),
          tf.sub(1, tf.mul(wide, tf.add(t, fallen))),
        ];
      },
    ),
  );
}

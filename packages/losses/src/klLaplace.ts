import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { choose } from './choose.js';
import { eventSum } from './eventSum.js';
import { expm1, exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { sign } from './sign.js';
import { timesExp } from './timesExp.js';

/**
 * The divergence of one Laplace distribution from another, `Σ [log(b₂/b₁) + |m₁ − m₂|/b₂ + (b₁/b₂) exp(−|m₁ − m₂|/b₁) − 1]`.
 *
 * With s = log(b₁/b₂), t = |m₁ − m₂|/b₁ and excess(x) = exp(x) − 1 − x >= 0 it is excess(s) + exp(s) excess(−t). For t > 1 the second part is
 * |m₁ − m₂|/b₂ + exp(s) (exp(−t) − 1): exp(s) may be 0 where t is infinite.
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
  return inFloat([mean1, logScale1, mean2, logScale2], (mean1, logScale1, mean2, logScale2) =>
    eventSum(
      [mean1, logScale1, mean2, logScale2],
      (mean1, logScale1, mean2, logScale2) => {
        const { s, down, near, nearOr, apart } = partsOf(mean1, logScale1, mean2, logScale2);
        const far = tf.add(timesExp(apart, tf.neg(logScale2)), timesExp(expm1(down), s));
        return tf.add(exponentialExcess(s), nearOr(timesExp(exponentialExcess(near), s), far));
      },
      (mean1, logScale1, mean2, logScale2) => {
        const { s, down, near, nearOr, apart } = partsOf(mean1, logScale1, mean2, logScale2);
        const ofMean = timesExp(tf.mul(sign(tf.sub(mean2, mean1)), expm1(down)), tf.neg(logScale2));
        // d/ds of the value is expm1(s) + exp(s) excess(−t), and t moves by −t with log b₁: exp(s) (excess(−t) − t (1 − exp(−t))), or for t > 1
        // exp(s) ((1 + t) exp(−t) − 1).
        const ofNear = tf.add(exponentialExcess(near), tf.neg(tf.mul(near, expm1(near))));
        const ofFar = tf.add(timesExp(tf.sub(1, down), tf.add(down, s)), tf.neg(tf.exp(s)));
        const ofSecond = nearOr(
          timesExp(exponentialExcess(near), s),
          tf.add(timesExp(apart, tf.neg(logScale2)), timesExp(expm1(down), s)),
        );
        return [ofMean, tf.add(expm1(s), nearOr(timesExp(ofNear, s), ofFar)), tf.neg(ofMean), tf.neg(tf.add(expm1(s), ofSecond))];
      },
    ),
  );
}

/** s, −t, −t held at −1 from below, what to take on either side, and |m₁ − m₂|. */
function partsOf(mean1: tf.Tensor, logScale1: tf.Tensor, mean2: tf.Tensor, logScale2: tf.Tensor) {
  const s = tf.sub(logScale1, logScale2);
  const apart = tf.abs(tf.sub(mean1, mean2));
  // 1e30 stands for all beyond it: infinity times 0 is no number.
  const down = tf.neg(tf.minimum(timesExp(apart, tf.neg(logScale1)), 1e30));
  const near = tf.maximum(down, -1);
  const nearOr = (near: tf.Tensor, far: tf.Tensor) => choose([down], (down) => tf.greaterEqual(down, -1), near, far);
  return { s, down, near, nearOr, apart };
}

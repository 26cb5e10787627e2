import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { horner } from './horner.js';
import { inFloat } from './inFloat.js';
import { log1mExp } from './log1mExp.js';
import { checkMask, type MaskOptions } from './mask.js';
import { quotient } from './quotient.js';
import { withGradient } from './withGradient.js';

/**
 * The negative log-likelihood of the continuous Bernoulli distribution from logits: the density on [0, 1] that is proportional to exp(l x), which is
 * what a Bernoulli likelihood on gray values lacks. `Σ [log((exp(l) − 1)/l) − l·x]`.
 *
 * The normalizer is smooth at l = 0 (the probability ½), where both of its parts vanish: log((exp(l) − 1)/l) = l/2 + g(l) with the even function
 * g(l) = log(sinh(l/2)/(l/2)), its series l²/24 − l⁴/2880 + l⁶/181440 − … near 0. Elsewhere, with c = |l| and y = x for a negative l, 1 − x for a positive
 * one, the halves of c have cancelled: it is c y + log(1 − exp(−c)) − log c.
 *
 * @param logits l, finite, `[batch, …event]`
 * @param x observations in [0, 1], the shape of `logits`
 * @param options `mask`
 * @returns `[batch]`, in nats, summed over the event axes (a density: it can be negative)
 * @throws when the shapes differ or there is no batch axis
 * @see Loaiza-Ganem and Cunningham 2019, "The continuous Bernoulli: fixing a pervasive error in variational autoencoders", equation 2, for logits
 */
export function continuousBernoulliNll(logits: tf.Tensor, x: tf.Tensor, options: MaskOptions = {}): tf.Tensor1D {
  const { mask } = options;
  checkShapes('continuousBernoulliNll', { logits, x }, 'the decoder must put out one logit for every value of `x`');
  checkMask('continuousBernoulliNll', x, mask);
  return inFloat([logits, x], (logits, x) =>
    eventSum([logits, x], terms, (logits, x) => [tf.sub(continuousBernoulliMean(logits), x), tf.neg(logits)], mask),
  );
}

/**
 * The mean of the continuous Bernoulli distribution, `1/(1 − exp(−l)) − 1/l`, elementwise: ½ at l = 0, and nearer to ½ than sigmoid(l).
 *
 * Near 0 it is ½ + l/12 − l³/720 + l⁵/30240 − …; elsewhere, with c = |l|, it is 1/c − 1/(exp(c) − 1) for a negative l, and 1 less that for a positive one.
 *
 * @param logits l, any shape
 * @returns the shape of `logits`, in (0, 1)
 * @see Loaiza-Ganem and Cunningham 2019, equation 3
 */
export function continuousBernoulliMean(logits: tf.Tensor): tf.Tensor {
  return inFloat([logits], (logits) =>
    withGradient(
      [logits],
      (logits) => {
        const { near, isNear, far } = ranges(logits);
        const series = tf.mul(near, horner(tf.square(near), [1 / 12, -1 / 720, 1 / 30240, -1 / 1209600]));
        const below = tf.sub(tf.div(1, far), tf.div(tf.exp(tf.neg(far)), tf.sub(1, tf.exp(tf.neg(far)))));
        return tf.where(isNear, tf.add(series, 0.5), tf.where(tf.greater(logits, 0), tf.sub(1, below), below));
      },
      // The variance, 1/l² − exp(−c)/(1 − exp(−c))².
      (dy, logits) => {
        const { near, isNear, far } = ranges(logits);
        const series = horner(tf.square(near), [1 / 12, -1 / 240, 1 / 6048, -1 / 172800, 1 / 5322240]);
        const fallen = tf.exp(tf.neg(far));
        const closed = tf.sub(tf.square(quotient(tf.onesLike(far), far)), tf.div(fallen, tf.square(tf.sub(1, fallen))));
        return [tf.mul(dy, tf.where(isNear, series, closed))];
      },
    ),
  );
}

function terms(logits: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const { near, isNear, far } = ranges(logits);
  const square = tf.square(near);
  const series = tf.mul(square, horner(square, [1 / 24, -1 / 2880, 1 / 181440, -1 / 9676800]));
  const y = tf.where(tf.greater(logits, 0), tf.sub(1, x), x);
  const closed = tf.add(tf.mul(far, y), tf.sub(log1mExp(tf.neg(far)), tf.log(far)));
  return tf.where(isNear, tf.add(tf.mul(near, tf.sub(0.5, x)), series), closed);
}

// For |l| <= 1 four terms leave less than 3e-8.
function ranges(logits: tf.Tensor): Record<'near' | 'isNear' | 'far', tf.Tensor> {
  const near = tf.clipByValue(logits, -1, 1);
  return { near, isNear: tf.equal(near, logits), far: tf.maximum(tf.abs(logits), 1) };
}

import * as tf from '@tensorflow/tfjs';
import { continuousBernoulliMean, continuousBernoulliNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/**
 * A continuous Bernoulli likelihood from logits: `−log p(x|z) = Σ [log((exp(l) − 1)/l) − l·x]`, a density of gray values in [0, 1], where a Bernoulli
 * one is none. Its mean is not the sigmoid.
 *
 * On values that were made binary it is a density still, of numbers that are not continuous: reported as `pseudoNll`.
 *
 * @see Loaiza-Ganem and Cunningham 2019
 */
export const continuousBernoulli: PartFactory<Likelihood, []> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'continuousBernoulli',
  example: { parts: { likelihood: { kind: 'continuousBernoulli' } } },
  choice: { support: 'unitInterval', data: 'gray values from 0 to 1', make: continuousBernoulliLikelihood },
  make: continuousBernoulliLikelihood,
});

function continuousBernoulliLikelihood(): Likelihood {
  return {
    config: { kind: 'continuousBernoulli' },
    build({ event }): BuiltLikelihood {
      return {
        parameters: [{ name: 'logits', shape: event }],
        negativeLogDensity: ([logits], x, mask) => continuousBernoulliNll(logits!, x, { mask }),
        mean: ([logits]) => continuousBernoulliMean(logits!),
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        draw: ([logits], noise) => drawContinuousBernoulli(logits!, noise['u']!),
        support: 'unitInterval',
        reportedAs: (binarization) => (binarization === 'none' ? 'nll' : 'pseudoNll'),
      };
    },
  };
}

// The inverse of the distribution function is log(1 + u (exp(l) − 1))/l. With c = −|l| it is formed where exp(c) cannot overflow, from
// the other end for l > 0; at l = 0 it is u.
function drawContinuousBernoulli(logits: tf.Tensor, u: tf.Tensor): tf.Tensor {
  const positive = tf.greater(logits, 0);
  const c = tf.minimum(tf.neg(tf.abs(logits)), -1e-3);
  const from = tf.where(positive, tf.sub(1, u), u);
  const below = tf.div(tf.log1p(tf.mul(from, tf.expm1(c))), c);
  const found = tf.clipByValue(tf.where(positive, tf.sub(1, below), below), 0, 1);
  return tf.where(tf.less(tf.abs(logits), 1e-3), u, found);
}

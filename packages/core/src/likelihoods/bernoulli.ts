import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from '@vaekit/losses';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import type { Supported } from './support.js';

/**
 * A Bernoulli likelihood from logits: `−log p(x|z) = Σ [softplus(l) − x·l]`.
 *
 * The decoder gives one output of the event's shape, the logits. On gray values in [0, 1] the sum is a cross-entropy and not the negative
 * logarithm of a density: it is then reported as `pseudoNll`.
 */
export function bernoulli(): Likelihood {
  return {
    config: { kind: 'bernoulli' },
    build({ event }): BuiltLikelihood & Supported {
      return {
        parameters: [{ name: 'logits', shape: event }],
        negativeLogDensity: ([logits], x, mask) => bernoulliNll(logits!, x, { mask }),
        mean: ([logits]) => tf.sigmoid(logits!),
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        draw: ([logits], noise) => tf.cast(tf.less(noise['u']!, tf.sigmoid(logits!)), 'float32'),
        support: 'unitInterval',
        reportedAs: (binarization) => (binarization === 'none' ? 'pseudoNll' : 'nll'),
      };
    },
  };
}

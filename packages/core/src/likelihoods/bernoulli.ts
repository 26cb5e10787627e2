import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';

/**
 * A Bernoulli likelihood from logits: `−log p(x|z) = Σ [softplus(l) − x·l]`.
 *
 * The decoder gives one output of the event's shape, the logits. On gray values in [0, 1] the sum is a cross-entropy and not the negative
 * logarithm of a density: it is then reported as `pseudoNll`.
 */
export const bernoulli: PartFactory<Likelihood, []> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'bernoulli',
  example: { parts: { likelihood: { kind: 'bernoulli' } } },
  choice: { support: 'unitInterval', data: 'values from 0 to 1', make: bernoulliLikelihood },
  make: bernoulliLikelihood,
});

function bernoulliLikelihood(): Likelihood {
  return {
    config: { kind: 'bernoulli' },
    build({ event }): BuiltLikelihood {
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

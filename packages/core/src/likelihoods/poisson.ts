import * as tf from '@tensorflow/tfjs';
import { poissonNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { checkMost, countDraw } from './countDraw.js';

/** Options of {@link poisson}. */
export interface PoissonOptions {
  /** Up to which count draws are exact, and their cost grows with it: larger ones are approximate quantiles. Default 255. Densities are exact for all. */
  readonly most?: number;
}

/**
 * A Poisson likelihood of counts: `−log p(x|z) = Σ [exp(r) − x·r + log x!]`, r the logarithm of the rate, the decoder's output.
 *
 * @throws RangeError when `most` is not a whole number of at least 1
 */
export const poisson: PartFactory<Likelihood, [options?: PoissonOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'poisson',
  example: { parts: { likelihood: { kind: 'poisson' } } },
  choice: { support: 'counts', data: 'counts', make: () => poissonLikelihood() },
  make: poissonLikelihood,
});

function poissonLikelihood(options: PoissonOptions = {}): Likelihood {
  const { most = 255 } = options;
  checkMost('poisson', most);
  return {
    config: { kind: 'poisson', most },
    build({ event }): BuiltLikelihood {
      return {
        parameters: [{ name: 'logRate', shape: event }],
        negativeLogDensity: ([logRate], x, mask) => poissonNll(logRate!, x, { mask }),
        mean: ([logRate]) => tf.exp(logRate!),
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        draw: ([logRate], noise) => {
          const r = tf.expandDims(logRate!, -1);
          const mean = tf.exp(r);
          return countDraw(noise['u']!, most, {
            logZero: tf.neg(mean),
            logStep: (k) => tf.sub(r, tf.log(tf.add(k, 1))),
            mean,
            excess: 0,
          });
        },
        support: 'counts',
        reportedAs: () => 'nll',
      };
    },
  };
}

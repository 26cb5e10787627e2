import * as tf from '@tensorflow/tfjs';
import { negativeBinomialNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { checkMost, countDraw } from './countDraw.js';
import { buildWidth } from './width.js';

/** Options of {@link negativeBinomial}. */
export interface NegativeBinomialOptions {
  /**
   * Where the inverse dispersion r comes from (variance μ + μ²/r): `'perPixel'` (default), a variable for each element of the event, a gene, say;
   * `'learned'`, one for all; `'predicted'`: the decoder gives log r for every element as its second output.
   */
  readonly dispersion?: 'learned' | 'perPixel' | 'predicted';
  /** Up to which count draws are exact, and their cost grows with it: larger ones are approximate quantiles. Default 255. Densities are exact for all. */
  readonly most?: number;
}

/**
 * A negative binomial likelihood of counts that vary more than Poisson's, by the logarithm of their mean, the decoder's output, and the inverse
 * dispersion r: `−log p(x|z) = Σ [log Γ(r) + log x! − log Γ(r + x) + r log(1 + μ/r) + x log(1 + r/μ)]`.
 *
 * @throws RangeError when `dispersion` is none of the three or `most` is not a whole number of at least 1
 */
export const negativeBinomial: PartFactory<Likelihood, [options?: NegativeBinomialOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'negativeBinomial',
  example: { parts: { likelihood: { kind: 'negativeBinomial', dispersion: 'predicted' } } },
  choice: {
    support: 'counts',
    data: 'counts that vary more than Poisson’s',
    widths: ['per-pixel', 'learned', 'predicted'],
    make: (_, dispersion) => negativeBinomialLikelihood({ dispersion: dispersion as 'learned' }),
  },
  make: negativeBinomialLikelihood,
});

function negativeBinomialLikelihood(options: NegativeBinomialOptions = {}): Likelihood {
  const { dispersion = 'perPixel', most = 255 } = options;
  checkMost('negativeBinomial', most);
  if (!['learned', 'perPixel', 'predicted'].includes(dispersion))
    throw new RangeError(
      `negativeBinomial: \`dispersion\` is ${String(dispersion)}; expected 'learned', 'perPixel' or 'predicted'`,
    );
  return {
    config: { kind: 'negativeBinomial', dispersion, most },
    build({ event }): BuiltLikelihood {
      const width = buildWidth('logDispersion', dispersion, event);
      return {
        variables: width.variables,
        parameters: [{ name: 'logMean', shape: event }, ...width.parameters],
        negativeLogDensity: ([logMean, predicted], x, mask) => negativeBinomialNll(logMean!, width.log(predicted)!, x, { mask }),
        mean: ([logMean]) => tf.exp(logMean!),
        noise: () => ({ u: { shape: event, distribution: 'uniform', per: 'example' } }),
        draw: ([logMean, predicted], noise) => {
          const logR = tf.expandDims(tf.add(width.log(predicted)!, tf.zerosLike(logMean!)), -1);
          const logits = tf.sub(tf.expandDims(logMean!, -1), logR);
          const r = tf.exp(logR);
          // p(0) = (1 + μ/r)^(−r), and p(k + 1)/p(k) = (r + k)/(k + 1) · μ/(μ + r).
          return countDraw(noise['u']!, most, {
            logZero: tf.neg(tf.mul(r, tf.softplus(logits))),
            logStep: (k) => tf.sub(tf.sub(tf.log(tf.add(r, k)), tf.log(tf.add(k, 1))), tf.softplus(tf.neg(logits))),
            mean: tf.expandDims(tf.exp(logMean!), -1),
            excess: tf.exp(logits),
          });
        },
        support: 'counts',
        reportedAs: () => 'nll',
      };
    },
  };
}

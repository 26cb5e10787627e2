import * as tf from '@tensorflow/tfjs';
import { broadcastWidth } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { digamma } from './digamma.js';
import { eventSum } from './eventSum.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { logGamma } from './logGamma.js';
import { digammaGain, logGammaIncrease } from './logGammaIncrease.js';
import { checkMask, type MaskOptions } from './mask.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';

/**
 * The negative binomial negative log-likelihood of counts that vary more than Poisson's, by their mean μ and the inverse dispersion r (variance
 * μ + μ²/r): `Σ [log Γ(r) + log x! − log Γ(r + x) + r log(1 + μ/r) + x log(1 + r/μ)]`.
 *
 * In the form of other libraries: `total_count = r` and `logits = log μ − log r`. As r grows it becomes the Poisson likelihood, which float32 follows here
 * until the end: log Γ(r + x) − log Γ(r) is formed without the cancellation of two numbers of the size r log r.
 *
 * @param logMean log μ, `[batch, …event]`
 * @param logDispersion log r, the shape of `logMean`, `[1, …event]` for one that all examples share, or a scalar or `[1]` for all values
 * @param x counts, not negative, the shape of `logMean`
 * @param options `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when the shapes differ or there is no batch axis
 * @see Lopez et al. 2018, "Deep generative modeling for single-cell transcriptomics", methods
 */
export function negativeBinomialNll(
  logMean: tf.Tensor,
  logDispersion: tf.Tensor,
  x: tf.Tensor,
  options: MaskOptions = {},
): tf.Tensor1D {
  const { mask } = options;
  checkShapes('negativeBinomialNll', { logMean, x }, 'the decoder must put out one mean for every value of `x`');
  checkMask('negativeBinomialNll', x, mask);
  return inFloat([logMean, logDispersion, x], (logMean, logDispersion, x) =>
    eventSum(
      [logMean, broadcastWidth('negativeBinomialNll', 'logDispersion', logDispersion, logMean), x],
      (logMean, logDispersion, x) => {
        const r = tf.exp(logDispersion);
        const logits = tf.sub(logMean, logDispersion);
        const none = tf.mul(r, softplus(logits));
        const each = tf.mul(x, softplus(tf.neg(logits)));
        return tf.add(tf.sub(logGamma(tf.add(x, 1)), logGammaIncrease(r, x)), tf.add(none, each));
      },
      (logMean, logDispersion, x) => {
        const r = tf.exp(logDispersion);
        const logits = tf.sub(logMean, logDispersion);
        // μ/(μ + r) and r/(μ + r).
        const [share, rest] = [sigmoid(logits), sigmoid(tf.neg(logits))];
        const ofMean = tf.sub(tf.mul(r, share), tf.mul(x, rest));
        // softplus(l) − sigmoid(l) is excess(−softplus(l)), as sigmoid(l) = 1 − exp(−softplus(l)): about (μ/r)²/2 for a large r.
        const none = tf.mul(r, exponentialExcess(tf.neg(softplus(logits))));
        const ofDispersion = tf.add(none, tf.sub(tf.mul(x, rest), digammaGain(logDispersion, x)));
        const ofX = tf.sub(digamma(tf.add(x, 1)), digamma(tf.add(r, x)));
        return [ofMean, ofDispersion, tf.add(ofX, softplus(tf.neg(logits)))];
      },
      mask,
    ),
  );
}

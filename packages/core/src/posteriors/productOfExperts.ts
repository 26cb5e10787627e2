import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import type { DiagonalMoments } from '../family.js';
import { requireModalities } from '../networks/experts.js';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Context, Posterior } from '../parts.js';

/** Options of {@link productOfExperts}. */
export interface ProductOfExpertsOptions {
  /** How many numbers of an example each modality has, in order; together all of them. */
  readonly widths: readonly number[];
}

/**
 * A posterior of several modalities that lie side by side in x: the normalized product of a diagonal normal for each that was observed, and of N(0, I),
 * `1/σ² = 1 + Σ_i 1/σ_i²`, `μ = σ² Σ_i μ_i/σ_i²`. A modality of which the `mask` of a batch has nothing leaves the product.
 *
 * The encoder gives `mean0`, `logVar0`, `mean1`, …, each of the latent's shape: `experts({ widths, hidden })` is one whose outputs see their own modality
 * alone. `multimodalElbo()` trains it on parts of the modalities too.
 *
 * @throws RangeError when a width is not a whole number of at least 1; an Error when the widths do not add up to an example
 * @see Wu and Goodman 2018, "Multimodal generative models for scalable weakly-supervised learning", sections 2.1 and 2.2
 */
export const productOfExperts: PartFactory<Posterior, [options: ProductOfExpertsOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'productOfExperts',
  example: { parts: { posterior: { kind: 'productOfExperts', widths: [4, 2] } } },
  make({ widths }: ProductOfExpertsOptions): Posterior {
    requireCounts('productOfExperts', 'widths', widths);
    return {
      config: { kind: 'productOfExperts', widths: [...widths] },
      build({ event, latent }): BuiltPosterior {
        requireModalities('productOfExperts', widths, event);
        const product = (parameters: readonly tf.Tensor[], context: Context): DiagonalMoments =>
          productOf(parameters, observed(widths, latent, context));
        return {
          parameters: widths.flatMap((_, i) => ['mean', 'logVar'].map((name) => ({ name: `${name}${i}`, shape: latent }))),
          noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
          draw(parameters, { eps }, context) {
            const { mean, logVar } = product(parameters, context);
            return { z: tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), eps!)) };
          },
          logDensity(parameters, z, context) {
            const { mean, logVar } = product(parameters, context);
            return normalLogDensity(z, mean, logVar);
          },
          center: (parameters, context) => product(parameters, context).mean,
          family: (parameters, context) => ({ kind: 'diagonalNormal', ...product(parameters, context) }),
        };
      },
    };
  },
});

/** Of each modality, where any of it was observed, `[rows, 1, …]`; all of them without a mask. */
function observed(
  widths: readonly number[],
  latent: readonly number[],
  { mask, rows }: Context,
): readonly (tf.Tensor | undefined)[] {
  if (mask === undefined) return widths.map(() => undefined);
  const flat = tf.reshape(mask, [rows, -1]);
  let start = 0;
  return widths.map((width) => {
    const part = tf.slice(flat, [0, start], [rows, width]);
    start += width;
    return tf.greater(tf.reshape(tf.max(part, 1), [rows, ...latent.map(() => 1)]), 0);
  });
}

// With weights softmax(0, −log σ₁², …), so that no precision leaves the range of float32.
function productOf(parameters: readonly tf.Tensor[], present: readonly (tf.Tensor | undefined)[]): DiagonalMoments {
  const seen = (value: tf.Tensor, i: number, otherwise: number): tf.Tensor => {
    const there = present[i];
    return there === undefined ? value : tf.where(tf.broadcastTo(there, value.shape), value, tf.fill(value.shape, otherwise));
  };
  const means = present.map((_, i) => seen(parameters[2 * i]!, i, 0));
  const logPrecisions = present.map((_, i) => seen(tf.neg(parameters[2 * i + 1]!), i, -1e9));
  const all = tf.stack([tf.zerosLike(means[0]!), ...logPrecisions], -1);
  const weights = tf.softmax(all);
  const mean = tf.sum(tf.mul(weights, tf.stack([tf.zerosLike(means[0]!), ...means], -1)), -1);
  return { mean, logVar: tf.neg(tf.logSumExp(all, -1)) };
}

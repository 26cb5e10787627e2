import * as tf from '@tensorflow/tfjs';

/** A distribution of counts, each tensor broadcast with `[...shape of u, 1]`. */
export interface CountDistribution {
  /** log p(0). */
  readonly logZero: tf.Tensor;
  /** log p(k + 1)/p(k) for k, `[most]`. */
  readonly logStep: (k: tf.Tensor) => tf.Tensor;
  /** μ. */
  readonly mean: tf.Tensor;
  /** e of the variance μ(1 + e) and the third central moment μ(1 + e)(1 + 2e): 0 of Poisson's, μ/r of a negative binomial. */
  readonly excess: tf.Tensor | number;
}

/**
 * Draws of counts by the inverse of their distribution function: how many of the cumulated probabilities of 0, 1, … `most` − 1 are at most u. Where all of them
 * are, be it that the count is larger or that rounding ended the sum below u, the draw is an approximate quantile.
 *
 * @param u uniform, any shape
 * @param most up to which count probabilities are added
 */
export function countDraw(u: tf.Tensor, most: number, { logZero, logStep, mean, excess }: CountDistribution): tf.Tensor {
  // tfjs's cumsum does not end for an axis of −1.
  const last = u.rank;
  const steps = tf.add(logStep(tf.range(0, most, 1, 'float32')), tf.zeros([...u.shape, most]));
  const logs = tf.add(tf.cumsum(steps, last, true), logZero);
  const passed = tf.sum(tf.cast(tf.lessEqual(tf.cumsum(tf.exp(logs), last), tf.expandDims(u, -1)), 'float32'), -1);
  const wide = tf.reshape(quantile(tf.expandDims(u, -1), mean, excess), u.shape);
  return tf.where(tf.less(passed, most), passed, wide);
}

/**
 * A quantile of counts by that of the gamma distribution, moved, with the same three moments, that one by Wilson and Hilferty: with γ the skewness,
 * `μ + 2σ/γ [(1 + h)³ − 1]`, `h = γ/6 (Φ⁻¹(u) − γ/6)`, rounded. Its own mean and deviation
 * are within 1 % of those of the counts where r = μ/e is at least 0.5; at r = 0.1 they are a fifth too small.
 */
function quantile(u: tf.Tensor, mean: tf.Tensor, excess: tf.Tensor | number): tf.Tensor {
  const sigma = tf.sqrt(tf.mul(mean, tf.add(excess, 1)));
  const sigmaSkewness = tf.add(tf.mul(excess, 2), 1);
  const sixth = tf.div(sigmaSkewness, tf.mul(sigma, 6));
  const h = tf.maximum(tf.mul(sixth, tf.sub(normalQuantile(u), sixth)), -1);
  // (1 + h)³ − 1 without the difference of what is almost the same where γ is small; 2σ/γ = 2σ²/(σγ).
  const cubed = tf.mul(h, tf.add(3, tf.mul(h, tf.add(3, h))));
  const scale = tf.div(tf.mul(2, tf.square(sigma)), sigmaSkewness);
  return tf.maximum(tf.floor(tf.add(tf.add(mean, tf.mul(scale, cubed)), 0.5)), 0);
}

/** Φ⁻¹(u) within 4.5e-4 (Abramowitz and Stegun 1964, equation 26.2.23). */
function normalQuantile(u: tf.Tensor): tf.Tensor {
  // u is a multiple of 2⁻²⁴ that can be 0.
  const rarer = tf.maximum(tf.minimum(u, tf.sub(1, u)), 2 ** -25);
  const t = tf.sqrt(tf.mul(-2, tf.log(rarer)));
  const by = (coefficients: readonly number[]): tf.Tensor =>
    coefficients.reduceRight<tf.Tensor>((sum, each) => tf.add(each, tf.mul(sum, t)), tf.scalar(0));
  const size = tf.sub(t, tf.div(by([2.515517, 0.802853, 0.010328]), by([1, 1.432788, 0.189269, 0.001308])));
  return tf.mul(tf.sign(tf.sub(u, 0.5)), size);
}

/** Throws, in the name of `caller`, unless `most` is a whole number of at least 1. */
export function checkMost(caller: string, most: number): void {
  if (!Number.isSafeInteger(most) || most < 1)
    throw new RangeError(`${caller}: \`most\` is ${most}; expected a whole number of at least 1`);
}

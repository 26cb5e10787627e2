import * as tf from '@tensorflow/tfjs';

/**
 * How many codes are in use, as if each of those were used alike: `exp(−Σ_k p_k log p_k)`, p = counts/Σ counts. 1 where all is one code, K where all K
 * are used alike.
 *
 * @param counts `[…, K]`, at least 0, how often each code is used: a model's `state['posterior/counts']` with `vectorQuantized()`
 * @returns `[…]`
 */
export function codePerplexity(counts: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const p = tf.div(counts, tf.sum(counts, -1, true));
    // p·log p tends to 0 with p: the smallest normal number replaces 0 inside the logarithm.
    return tf.exp(tf.neg(tf.sum(tf.mul(p, tf.log(tf.maximum(p, 1.2e-38))), -1)));
  });
}

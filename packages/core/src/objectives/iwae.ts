import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import type { Objective } from '../parts.js';

/**
 * The negative importance-weighted bound `−log (1/k) Σ_i p(x|z_i) p(z_i) / q(z_i|x)`, nats per example.
 *
 * Terms: `reconstruction` and `kl`, the means over the k draws, and `tightening` <= 0, by which the bound is below their sum;
 * the three add up to the loss.
 *
 * @param options.k draws of z an example
 * @throws RangeError when `k` is not a whole number of at least 1
 * @see Burda, Grosse and Salakhutdinov 2016, equation 8
 */
export function iwae(options: { readonly k: number }): Objective {
  const { k } = options;
  requireCount('iwae', 'k', k);
  return {
    config: { kind: 'iwae', k },
    samples: k,
    schedules: {},
    evaluate(input) {
      const nll = input.reconstruction();
      const logRatio = tf.sub(input.logPosterior(), input.logPrior()) as tf.Tensor2D;
      const loss = tf.neg(importanceWeightedBound(tf.neg(tf.add(nll, logRatio)) as tf.Tensor2D)) as tf.Tensor1D;
      const reconstruction = tf.mean(nll, 1) as tf.Tensor1D;
      const kl = tf.mean(logRatio, 1) as tf.Tensor1D;
      return { terms: { reconstruction, kl, tightening: tf.sub(loss, tf.add(reconstruction, kl)) as tf.Tensor1D }, loss };
    },
  };
}

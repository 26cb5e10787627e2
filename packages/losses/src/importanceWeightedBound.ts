import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { logSumExp } from './logSumExp.js';

/**
 * The importance-weighted bound, `log (1/k Σ_k w_k)` from `log w_k = log p(x, z_k) − log q(z_k | x)`: a lower bound of `log p(x)` that
 * rises with k, and is the single-sample ELBO at k = 1.
 *
 * @param logWeights `[batch, k]`, one column for every sample of the posterior
 * @returns `[batch]`, in nats
 * @throws when `logWeights` is not `[batch, k]` with k >= 1
 * @see Burda, Grosse and Salakhutdinov 2016, equation 8
 */
export function importanceWeightedBound(logWeights: tf.Tensor2D): tf.Tensor1D {
  const [, k] = logWeights.shape;
  if (logWeights.rank !== 2 || !k) {
    throw new Error(
      `importanceWeightedBound: \`logWeights\` has shape [${logWeights.shape}], expected [batch, k] with k samples of each example`,
    );
  }
  return inFloat([logWeights], (logWeights) => tf.sub(logSumExp(logWeights), Math.log(k)));
}

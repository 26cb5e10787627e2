import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { logGammaBregman } from './logGammaBregman.js';
import { positive } from './positive.js';
import { sumEvent } from './sumEvent.js';

/**
 * The divergence of one Beta distribution from another,
 * `Σ [log B(α₂, β₂) − log B(α₁, β₁) + (α₁ − α₂) ψ(α₁) + (β₁ − β₂) ψ(β₁) + (α₂ − α₁ + β₂ − β₁) ψ(α₁ + β₁)]`: a Dirichlet distribution of two.
 *
 * @param alpha1 positive, `[batch, …]`
 * @param beta1 positive, the shape of `alpha1`
 * @param alpha2 positive, the shape of `alpha1`
 * @param beta2 positive, the shape of `alpha1`
 * @returns `[batch]`, in nats, summed over the other axes; parameters that are not positive give NaN
 * @throws when the shapes differ or there is no batch axis
 * @see Penny 2001, "KL-divergences of Normal, Gamma, Dirichlet and Wishart densities", for two classes
 */
export function klBeta(alpha1: tf.Tensor, beta1: tf.Tensor, alpha2: tf.Tensor, beta2: tf.Tensor): tf.Tensor1D {
  checkShapes('klBeta', { alpha1, beta1, alpha2, beta2 }, 'both distributions must be over the same latent');
  return inFloat([alpha1, beta1, alpha2, beta2], (...given) => {
    const [alpha1, beta1, alpha2, beta2] = given.map(positive) as typeof given;
    const parts = tf.add(logGammaBregman(alpha2, alpha1), logGammaBregman(beta2, beta1));
    // The totals are rounded; how far they are apart is not, in near pairs.
    const apart = tf.add(tf.sub(alpha2, alpha1), tf.sub(beta2, beta1));
    return sumEvent(tf.sub(parts, logGammaBregman(tf.add(alpha2, beta2), tf.add(alpha1, beta1), apart)));
  });
}

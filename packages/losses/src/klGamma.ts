import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { logGammaBregman } from './logGammaBregman.js';
import { logQuotient } from './logQuotient.js';
import { positive } from './positive.js';
import { sumEvent } from './sumEvent.js';

/**
 * The divergence of one Gamma distribution from another,
 * `Σ [(a₁ − a₂) ψ(a₁) − log Γ(a₁) + log Γ(a₂) + a₂ log(b₁/b₂) + a₁ (b₂ − b₁)/b₁]`, a the concentrations, b the rates.
 *
 * With B(a₂, a₁) = log Γ(a₂) − log Γ(a₁) − (a₂ − a₁) ψ(a₁) >= 0, which is formed without cancellation, and ρ = log(b₂/b₁), it is
 * B(a₂, a₁) + a₁ (exp(ρ) − 1 − ρ) + (a₁ − a₂) ρ.
 *
 * @param concentration1 positive, `[batch, …]`
 * @param rate1 positive, the shape of `concentration1`
 * @param concentration2 positive, the shape of `concentration1`
 * @param rate2 positive, the shape of `concentration1`
 * @returns `[batch]`, in nats, summed over the other axes; parameters that are not positive give NaN
 * @throws when the shapes differ or there is no batch axis
 * @see Penny 2001, "KL-divergences of Normal, Gamma, Dirichlet and Wishart densities"
 */
export function klGamma(concentration1: tf.Tensor, rate1: tf.Tensor, concentration2: tf.Tensor, rate2: tf.Tensor): tf.Tensor1D {
  checkShapes('klGamma', { concentration1, rate1, concentration2, rate2 }, 'both distributions must be over the same latent');
  return inFloat([concentration1, rate1, concentration2, rate2], (...given) => {
    const [concentration1, rate1, concentration2, rate2] = given.map(positive) as typeof given;
    const rho = logQuotient(rate2, rate1);
    const ofRates = tf.mul(concentration1, exponentialExcess(rho));
    const cross = tf.mul(tf.sub(concentration1, concentration2), rho);
    return sumEvent(tf.addN([logGammaBregman(concentration2, concentration1), ofRates, cross]));
  });
}

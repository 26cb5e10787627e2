import * as tf from '@tensorflow/tfjs';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { klDiscrete, type Probabilities } from './klDiscrete.js';

/**
 * The symmetric divergence (Jeffreys') of diagonal Gaussians, `D(P ‖ Q) + D(Q ‖ P) = ½ Σ [σ₁²/σ₂² + σ₂²/σ₁² − 2 + (μ₁ − μ₂)² (1/σ₁² + 1/σ₂²)]`:
 * the sum of both directions, not their mean.
 *
 * @param mu1 `[batch, …latent]`
 * @param logVar1 `log σ₁²`, the shape of `mu1`
 * @param mu2 the shape of `mu1`
 * @param logVar2 `log σ₂²`, the shape of `mu1`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Jeffreys 1946, "An invariant form for the prior probability in estimation problems"; Kullback and Leibler 1951, section 2
 */
export function symmetricKlDiagonalNormal(mu1: tf.Tensor, logVar1: tf.Tensor, mu2: tf.Tensor, logVar2: tf.Tensor): tf.Tensor1D {
  return tf.tidy(() => tf.add(klDiagonalNormal(mu1, logVar1, mu2, logVar2), klDiagonalNormal(mu2, logVar2, mu1, logVar1)));
}

/**
 * The symmetric divergence (Jeffreys') of discrete distributions, `D(P ‖ Q) + D(Q ‖ P) = Σ (p − q) log(p/q)`: the sum of both
 * directions, not their mean; +Infinity where one has mass and the other none.
 *
 * @param p probabilities, `[batch, classes]` (or any shape; `[classes]` gives a scalar)
 * @param q probabilities, the shape of `p`
 * @returns `[batch]` (the shape of `p` without its last axis), in nats
 * @throws when the shapes differ or there is no axis of classes
 * @see Jeffreys 1946, "An invariant form for the prior probability in estimation problems"; Kullback and Leibler 1951, section 2
 */
export function symmetricKlDiscrete(p: Probabilities, q: Probabilities): tf.Tensor {
  return tf.tidy(() => tf.add(klDiscrete(p, q), klDiscrete(q, p)));
}

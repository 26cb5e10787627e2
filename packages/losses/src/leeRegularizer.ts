import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { sumEvent } from './sumEvent.js';

/**
 * The regularizer of Hung-yi Lee's lectures, which many tutorials carry: `Σ [exp(s) − (1 + s) + m²]`. What it is depends on how s is read:
 *
 * - s = log σ² (z = m + exp(s/2) ε): exactly twice the divergence, `2 D(N(m, σ²) ‖ N(0, 1))`; a VAE with beta = 2.
 * - s = log σ (z = m + exp(s) ε, as the lecture's figure and its code have it): `D + Σ [½ m² − ½ (exp(s) − 1)²]`, above the divergence here
 *   and below it there. With it the loss is no bound on the likelihood.
 *
 * Use {@link klStandardNormal} for training; this one is for reading, reproducing and comparing what others trained.
 *
 * @param m `[batch, …latent]`
 * @param s the shape of `m`
 * @returns `[batch]`, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Lee, "Unsupervised learning: deep generative model (part I)", lecture, National Taiwan University, 2016
 */
export function leeRegularizer(m: tf.Tensor, s: tf.Tensor): tf.Tensor1D {
  checkShapes('leeRegularizer', { m, s }, 'both heads of the encoder must have the same width');
  return inFloat([m, s], (m, s) => sumEvent(tf.add(exponentialExcess(s), tf.square(m))));
}

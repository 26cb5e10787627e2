import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';

/** What {@link negativeElbo} adds up. */
export interface NegativeElboOptions {
  /** The negative log-likelihood of each example given its code, `[batch]`. */
  readonly reconstruction: tf.Tensor;
  /** The divergence of each example's posterior from the prior, `[batch]`. */
  readonly kl: tf.Tensor;
  /** The weight of the divergence, a number or a scalar; 1, the default, is the ELBO. */
  readonly beta?: number | tf.Scalar;
}

/**
 * The negative evidence lower bound, `reconstruction + beta · kl`; with `beta = 1` it bounds `−log p(x)` from above.
 *
 * @returns `[batch]`, in nats
 * @throws when the shapes differ or are not `[batch]`, or `beta` is not one finite number
 * @see Kingma and Welling 2014, equation 3; beta: Higgins et al. 2017, equation 4
 */
export function negativeElbo({ reconstruction, kl, beta = 1 }: NegativeElboOptions): tf.Tensor1D {
  checkShapes('negativeElbo', { reconstruction, kl }, 'sum both over their event axes, to one value for every example');
  if (kl.rank !== 1) {
    throw new Error(`negativeElbo: the terms have shape [${kl.shape}], expected [batch]; sum them over their event axes first`);
  }
  if (typeof beta === 'number' ? !Number.isFinite(beta) : beta.size !== 1) {
    const found = typeof beta === 'number' ? beta : `a tensor of shape [${beta.shape}]`;
    throw new Error(`negativeElbo: \`beta\` is ${found}; it must be one finite number, or a scalar tensor`);
  }
  return inFloat([reconstruction, kl, typeof beta === 'number' ? undefined : beta], (reconstruction, kl, weight) =>
    tf.add(reconstruction, tf.mul(kl, weight ? tf.reshape(weight, []) : beta)),
  );
}

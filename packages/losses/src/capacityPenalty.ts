import * as tf from '@tensorflow/tfjs';
import { batchMean, checkWeight } from './batchMean.js';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { sign } from './sign.js';
import { withGradient } from './withGradient.js';

/** Options of {@link capacityPenalty}. */
export interface CapacityPenaltyOptions {
  /** C, the nats the code is to hold; a number, or a scalar that a schedule raises from 0. */
  readonly capacity: number | tf.Tensor;
  /** γ, how firmly it is held there. Default 1000. */
  readonly gamma?: number;
  /** Whether the batch's mean is held at C (default, as in disentanglement_lib) or every example. */
  readonly over?: 'batch' | 'example';
  /** With `over: 'batch'`, how much each example counts, `[batch]`; default all alike. */
  readonly weight?: tf.Tensor;
}

/**
 * The divergence held at a capacity, `γ |E_x[KL] − C|`, in the place of β·KL: a code that is allowed more nats little by little learns one factor
 * after the other.
 *
 * Over the batch each example has ±γ (its KL − C), the sign being that of the mean; the mean of that is the formula, and so is its gradient.
 *
 * @param kl `[batch]`, in nats
 * @param options `capacity`, `gamma`, `over`, `weight`
 * @returns `[batch]`, in nats
 * @throws when `kl` is not `[batch]`, or `capacity` or `gamma` is a negative number
 * @see Burgess et al. 2018, "Understanding disentangling in β-VAE", equation 8
 */
export function capacityPenalty(kl: tf.Tensor, options: CapacityPenaltyOptions): tf.Tensor1D {
  const { capacity, gamma = 1000, over = 'batch', weight } = options;
  checkShapes('capacityPenalty', { kl }, '');
  if (kl.rank !== 1) throw new Error(`capacityPenalty: \`kl\` has shape [${kl.shape}]; expected [batch], summed over the latent`);
  for (const [name, value] of Object.entries({ capacity, gamma })) {
    if (typeof value === 'number' ? !(value >= 0 && value < Infinity) : value?.size !== 1)
      throw new RangeError(
        `capacityPenalty: \`${name}\` is ${typeof value === 'number' ? value : `[${value?.shape}]`}; expected one number of at least 0`,
      );
  }
  if (over !== 'batch' && over !== 'example')
    throw new RangeError(`capacityPenalty: \`over\` is ${JSON.stringify(over)}; expected 'batch' or 'example'`);
  checkWeight('capacityPenalty', weight, kl.shape[0]!);
  return inFloat([kl, typeof capacity === 'number' ? undefined : capacity, weight], (kl, level, weight) => {
    const above = tf.sub(kl, level ? tf.reshape(level, []) : capacity);
    const side = (above: tf.Tensor) => sign(over === 'batch' ? batchMean(above, weight) : above);
    return withGradient<tf.Tensor1D>(
      [above],
      (above) => tf.mul(tf.mul(above, side(above)), gamma),
      (dy, above) => [tf.mul(tf.mul(dy, side(above)), gamma)],
    );
  });
}

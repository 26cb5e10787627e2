import * as tf from '@tensorflow/tfjs';
import { batchMean, checkWeight } from './batchMean.js';
import { indicator } from './indicator.js';
import { inFloat } from './inFloat.js';
import { withGradient } from './withGradient.js';

/** Options of {@link freeBits}. */
export interface FreeBitsOptions {
  /** λ, the nats that a dimension, or a group, has for nothing. */
  readonly minimum: number;
  /** The sizes of the groups of neighboring dimensions that share a minimum; they add up to the latent's width. Default: every dimension alone. */
  readonly groups?: readonly number[];
  /** Whether the minimum holds for the batch's mean (default, as in the paper) or for every example by itself. */
  readonly over?: 'batch' | 'example';
  /** With `over: 'batch'`, how much each example counts, `[batch]`; default all alike. */
  readonly weight?: tf.Tensor;
}

/**
 * The divergence with a free allowance, `Σ_j max(λ, E_x[KL_j])` over dimensions or groups j: below λ nothing pushes a dimension toward the prior, which
 * keeps it from being given up early in training.
 *
 * Over the batch each example has Σ_j (its KL_j where the mean of KL_j is at least λ, else λ); the mean of that is the formula, and so is its gradient.
 *
 * @param kl the divergence of each dimension, `[batch, latent]` ({@link klByDimension})
 * @param options `minimum` in nats, `groups`, `over`, `weight`
 * @returns `[batch]`, in nats
 * @throws when `kl` is not `[batch, latent]`, `minimum` is negative, or the groups do not add up to the latent's width
 * @see Kingma et al. 2016, "Improved variational inference with inverse autoregressive flow", appendix C.8
 */
export function freeBits(kl: tf.Tensor, options: FreeBitsOptions): tf.Tensor1D {
  const { minimum, groups, over = 'batch', weight } = options;
  if (kl?.rank !== 2)
    throw new Error(`freeBits: \`kl\` has shape [${kl?.shape}]; expected [batch,latent], not summed (see klByDimension)`);
  const [batch, latent] = kl.shape as [number, number];
  if (!(minimum >= 0 && minimum < Infinity))
    throw new RangeError(`freeBits: \`minimum\` is ${minimum}; it must be at least 0, in nats`);
  if (over !== 'batch' && over !== 'example')
    throw new RangeError(`freeBits: \`over\` is ${JSON.stringify(over)}; expected 'batch' or 'example'`);
  if (
    groups &&
    (groups.some((size) => !(Number.isSafeInteger(size) && size > 0)) || groups.reduce((a, b) => a + b, 0) !== latent)
  )
    throw new RangeError(
      `freeBits: \`groups\` is [${groups}]; expected sizes of at least 1 that add up to the latent's width, ${latent}`,
    );
  checkWeight('freeBits', weight, batch);
  return inFloat([kl, weight], (kl, weight) => {
    const grouped = groups ? tf.matMul(kl as tf.Tensor2D, membership(groups)) : kl;
    const paid = (kl: tf.Tensor) =>
      indicator([kl], (kl) => {
        const compared = over === 'batch' ? tf.add(tf.expandDims(batchMean(kl, weight), 0), tf.zerosLike(kl)) : kl;
        return tf.greaterEqual(compared, minimum);
      });
    return tf.sum(
      withGradient(
        [grouped],
        (kl) => {
          const mask = paid(kl);
          return tf.add(tf.mul(kl, mask), tf.mul(tf.sub(1, mask), minimum));
        },
        (dy, kl) => [tf.mul(dy, paid(kl))],
      ),
      1,
    );
  });
}

// 1 where a dimension (row) belongs to a group (column).
function membership(groups: readonly number[]): tf.Tensor2D {
  return tf.tensor2d(
    groups.flatMap((size, group) => Array.from({ length: size }, () => groups.map((_, i) => (i === group ? 1 : 0)))),
  );
}

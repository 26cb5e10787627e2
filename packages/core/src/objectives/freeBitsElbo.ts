import * as tf from '@tensorflow/tfjs';
import { freeBits, klByDimension } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { seenFromPrior } from './seenFromPrior.js';
import { requireDiagonal } from './requirements.js';

/** Options of {@link freeBitsElbo}. */
export interface FreeBitsElboOptions {
  /** λ, the nats that each dimension of the code has for nothing. Default 0.25. */
  readonly minimum?: number;
  /** Whether the minimum holds for the mean of a batch (default, as in the paper) or for every example. */
  readonly over?: 'batch' | 'example';
}

/**
 * The evidence lower bound with a free allowance for each dimension of the code: `E_q[−log p(x|z)] + Σ_j max(λ, KL_j)`, nats per example, where KL_j is the
 * divergence of q(z_j|x) from p(z_j): below λ nothing pushes a dimension toward the prior.
 *
 * Terms: `reconstruction`, `kl`, the divergence itself, and `freeBits`, what the allowance adds to it, at least 0 over the batch; the three add up to
 * the loss.
 *
 * @throws RangeError when `minimum` is negative or not finite, or `over` is another word; in a pass, an Error when posterior or prior is not a diagonal
 *   normal, whose divergence is not known by dimension, or the prior takes rows without a label
 * @see Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling 2016, "Improved variational inference with inverse autoregressive flow", appendix C.8
 */
export const freeBitsElbo: PartFactory<Objective, [options?: FreeBitsElboOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'freeBitsElbo',
  example: {
    classes: 2,
    parts: { objective: { kind: 'freeBitsElbo', minimum: 0.3 }, prior: { kind: 'classMeans', classes: 2 } },
  },
  make: freeBitsObjective,
});

function freeBitsObjective({ minimum = 0.25, over = 'batch' }: FreeBitsElboOptions = {}): Objective {
  if (!(minimum >= 0 && Number.isFinite(minimum)))
    throw new RangeError(`freeBitsElbo: \`minimum\` is ${minimum}; expected nats, a number of at least 0`);
  if (over !== 'batch' && over !== 'example')
    throw new RangeError(`freeBitsElbo: \`over\` is '${String(over)}'; expected 'batch' or 'example'`);
  return {
    config: { kind: 'freeBitsElbo', minimum, over },
    build: (): BuiltObjective => ({
      requirePeers: (model, shapes) => requireDiagonal('freeBitsElbo', model, shapes),
      samples: 1,
      sumsReconstruction: true,
      evaluate(pass) {
        const { mean, logVar } = seenFromPrior('freeBitsElbo', pass);
        const { weight } = pass;
        const each = klByDimension(mean, logVar);
        const paid = freeBits(each, { minimum, over, ...(weight && { weight }) });
        const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
        const kl = tf.sum(each, 1) as tf.Tensor1D;
        return {
          terms: { reconstruction, kl, freeBits: tf.sub(paid, kl) as tf.Tensor1D },
          losses: { model: tf.add(reconstruction, paid) },
        };
      },
    }),
  };
}

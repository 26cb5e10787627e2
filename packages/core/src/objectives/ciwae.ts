import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { boundTerms, importanceTerms, requireNoBeta } from './importanceTerms.js';
import { requireDensities } from './requirements.js';

/** Options of {@link ciwae}. */
export interface CiwaeOptions {
  /** Draws of z an example. */
  readonly k: number;
  /** The share of the evidence lower bound, from 0 to 1. Default 0.5. */
  readonly share?: number;
}

/**
 * A negative combination of two bounds on the same draws, `−[β·1/k Σ_i log w_i + (1 − β)·log (1/k Σ_i w_i)]`, w = p(x|z)p(z)/q(z|x), nats per example: the
 * evidence lower bound keeps a signal in the gradients of the encoder, the importance-weighted bound is tight. β is `share`; every mean of two bounds is one.
 *
 * Terms: `reconstruction` and `kl`, the means over the k draws, and `tightening` <= 0; the three add up to the loss.
 *
 * @throws RangeError when `k` is not a whole number of at least 1, or `share` is outside [0, 1]
 * @see Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh 2018, "Tighter variational bounds are not necessarily better", section 5
 */
export const ciwae: PartFactory<Objective, [options: CiwaeOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'ciwae',
  example: { parts: { objective: { kind: 'ciwae', k: 3, share: 0.3 } } },
  make(options: CiwaeOptions) {
    const { k, share = 0.5 } = options;
    requireNoBeta('ciwae', options);
    requireCount('ciwae', 'k', k);
    if (!(share >= 0 && share <= 1)) throw new RangeError(`ciwae: \`share\` is ${share}; expected a number from 0 to 1`);
    return {
      config: { kind: 'ciwae', k, share },
      build: (): BuiltObjective => ({
        requirePeers: (model) => requireDensities('ciwae', model),
        samples: k,
        evaluate(pass) {
          const terms = importanceTerms(pass);
          const loose = tf.mul(tf.mean(terms.logWeights, 1), -share);
          const loss = tf.sub(loose, tf.mul(importanceWeightedBound(terms.logWeights), 1 - share)) as tf.Tensor1D;
          return { terms: boundTerms(terms, loss), losses: { model: loss } };
        },
      }),
    };
  },
});

import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { boundTerms, importanceTerms, requireNoBeta } from './importanceTerms.js';
import { requireDensities } from './requirements.js';

/** Options of {@link miwae}. */
export interface MiwaeOptions {
  /** How many bounds are averaged. */
  readonly m: number;
  /** Draws of z for each of them. */
  readonly k: number;
}

/**
 * The negative mean of m importance-weighted bounds of k draws each (multiply importance weighted): `−1/m Σ_i log (1/k Σ_j w_ij)`, w = p(x|z)p(z)/q(z|x),
 * nats per example.
 *
 * Its expectation is that of `iwae({ k })`, its gradients have less variance. m = 1 is `iwae({ k })`, k = 1 `elbo({ samples: m })` with the divergence
 * estimated from the draws. It is another model than the one of missing data that has the same four letters (see `iwae`).
 *
 * Terms: `reconstruction` and `kl`, the means over the m·k draws, and `tightening` <= 0; the three add up to the loss.
 *
 * @throws RangeError when `m` or `k` is not a whole number of at least 1
 * @see Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh 2018, "Tighter variational bounds are not necessarily better", section 5
 */
export const miwae: PartFactory<Objective, [options: MiwaeOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'miwae',
  example: { parts: { objective: { kind: 'miwae', m: 2, k: 3 } } },
  make(options: MiwaeOptions) {
    const { m, k } = options;
    requireNoBeta('miwae', options);
    requireCount('miwae', 'm', m);
    requireCount('miwae', 'k', k);
    return {
      config: { kind: 'miwae', m, k },
      build: (): BuiltObjective => ({
        requirePeers: (model) => requireDensities('miwae', model),
        samples: m * k,
        evaluate(pass) {
          const terms = importanceTerms(pass);
          const loss = tf.neg(multiplyWeighted(terms.logWeights, m)) as tf.Tensor1D;
          return { terms: boundTerms(terms, loss), losses: { model: loss } };
        },
      }),
    };
  },
});

/** `1/m Σ_i log (1/k Σ_j w_ij)` of log-weights `[batch, m · k]`, `[batch]`. */
export function multiplyWeighted(logWeights: tf.Tensor2D, m: number): tf.Tensor1D {
  const [rows, draws] = logWeights.shape;
  const bounds = importanceWeightedBound(tf.reshape(logWeights, [rows * m, draws / m]) as tf.Tensor2D);
  return tf.mean(tf.reshape(bounds, [rows, m]), 1) as tf.Tensor1D;
}

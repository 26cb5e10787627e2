import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { boundTerms, importanceTerms, requireNoBeta } from './importanceTerms.js';
import { type MiwaeOptions, multiplyWeighted } from './miwae.js';
import { twoPlayers } from './twoPlayers.js';
import { requireDensities, requireEncoder } from './requirements.js';

/** Options of {@link piwae}. */
export interface PiwaeOptions extends MiwaeOptions {
  /** As the largest collection in Python trains it: what the encoder minimizes is the sum of both losses. Default false. */
  readonly zoo?: boolean;
}

/**
 * Two bounds on the same m·k draws, for two players (partially importance weighted): `generative`, decoder and prior, minimizes that of all draws,
 * `−log (1/mk Σ_ij w_ij)`, which is tight; `inference`, the encoder, the mean of m bounds of k draws, `−1/m Σ_i log (1/k Σ_j w_ij)`, whose gradient has more signal.
 * w = p(x|z)p(z)/q(z|x), nats per example.
 *
 * Terms: `reconstruction` and `kl`, the means over the m·k draws, and `tightening` <= 0; the three add up to the loss of `generative`.
 *
 * @throws RangeError when `m` or `k` is not a whole number of at least 1
 * @see Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh 2018, "Tighter variational bounds are not necessarily better", section 5
 */
export const piwae: PartFactory<Objective, [options: PiwaeOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'piwae',
  example: { parts: { objective: { kind: 'piwae', m: 2, k: 3 } } },
  make(options: PiwaeOptions) {
    const { m, k, zoo = false } = options;
    requireNoBeta('piwae', options);
    requireCount('piwae', 'm', m);
    requireCount('piwae', 'k', k);
    return {
      config: { kind: 'piwae', m, k, ...(zoo ? { zoo } : {}) },
      build: (): BuiltObjective => ({
        requirePeers(model) {
          requireDensities('piwae', model);
          requireEncoder('piwae', model, 'the encoder is moved by a bound of its own');
        },
        samples: m * k,
        players: twoPlayers,
        evaluate(pass) {
          const terms = importanceTerms(pass);
          const generative = tf.neg(importanceWeightedBound(terms.logWeights)) as tf.Tensor1D;
          const several = tf.neg(multiplyWeighted(terms.logWeights, m)) as tf.Tensor1D;
          const inference = zoo ? tf.add(several, generative) : several;
          return { terms: boundTerms(terms, generative), losses: { generative, inference } };
        },
      }),
    };
  },
});

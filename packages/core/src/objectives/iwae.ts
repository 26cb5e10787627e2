import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { boundTerms, importanceTerms, requireNoBeta } from './importanceTerms.js';
import { requireDensities } from './requirements.js';

/** Options of {@link iwae}. */
export interface IwaeOptions {
  /** Draws of z an example. */
  readonly k: number;
}

/**
 * The negative importance-weighted bound `−log (1/k) Σ_i p(x|z_i) p(z_i) / q(z_i|x)`, nats per example.
 *
 * With a `mask` in the batch it is the bound of log p(x) of the values that were observed, the encoder being shown whatever fills the gaps:
 * the MIWAE of missing data, which the objective `miwae` is not.
 *
 * Terms: `reconstruction` and `kl`, the means over the k draws, and `tightening` <= 0, by which the bound is below their sum;
 * the three add up to the loss.
 *
 * @throws RangeError when `k` is not a whole number of at least 1
 * @see Burda, Grosse and Salakhutdinov 2016, equation 8; with gaps: Mattei and Frellsen 2019, "MIWAE: deep generative modelling and imputation of
 *   incomplete data sets"
 */
export const iwae: PartFactory<Objective, [options: IwaeOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'iwae',
  example: { parts: { objective: { kind: 'iwae', k: 3 } } },
  make(options: IwaeOptions) {
    const { k } = options;
    requireNoBeta('iwae', options);
    requireCount('iwae', 'k', k);
    return {
      config: { kind: 'iwae', k },
      build: (): BuiltObjective => ({
        requirePeers: (model) => requireDensities('iwae', model),
        samples: k,
        evaluate(pass) {
          const terms = importanceTerms(pass);
          const loss = tf.neg(importanceWeightedBound(terms.logWeights)) as tf.Tensor1D;
          return { terms: boundTerms(terms, loss), losses: { model: loss } };
        },
      }),
    };
  },
});

import * as tf from '@tensorflow/tfjs';
import { normalLogDensity, standardNormalLogDensity } from '@vaekit/losses';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Prior } from '../parts.js';
import { drawnFrom, type LayeredPrior, layersOf, layerWidths } from '../twoLayers.js';
import { momentsNetwork } from '../networks/momentsNetwork.js';

/** Options of {@link hierarchicalPrior}. */
export interface HierarchicalPriorOptions {
  /** The width of the upper layer z₂, the last numbers of a code. */
  readonly top: number;
  /** Widths of the hidden layers of the network from z₂ to z₁. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A prior of two layers, `p(z) = p(z₁|z₂)·p(z₂)` with `p(z₂) = N(0, I)` and `p(z₁|z₂) = N(m(z₂), diag s²(z₂))`, m and s by a dense network. A code is
 * `[z₁, z₂]`, the lower layer before the upper.
 *
 * With the posteriors `hierarchical()` and `ladder()`, or any other that has a density; the divergence is estimated from the draws. `temperature` multiplies the
 * noise of both layers.
 *
 * @throws RangeError when a size is not a whole number of at least 1, or a code is no vector of more than `top` numbers
 * @see Sønderby, Raiko, Maaløe, Sønderby and Winther 2016, "Ladder variational autoencoders", section 2
 */
export const hierarchicalPrior: PartFactory<Prior, [options: HierarchicalPriorOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'hierarchicalPrior',
  example: { parts: { prior: { kind: 'hierarchicalPrior', top: 1, hidden: [5] } } },
  make({ top, hidden = [64], seed = 0 }: HierarchicalPriorOptions): Prior {
    requireCounts('hierarchicalPrior', 'hidden', hidden);
    return {
      config: { kind: 'hierarchicalPrior', top, hidden: [...hidden], seed },
      build({ latent }): LayeredPrior {
        const widths = layerWidths('hierarchicalPrior', latent, top);
        const net = momentsNetwork({ name: 'lower', input: top, output: widths.bottom, hidden, seed });
        const lower = (z2: tf.Tensor) => net.apply(z2);
        return {
          widths,
          lower,
          variables: net.variables,
          logDensity(z) {
            const [z1, z2] = layersOf(z, widths);
            const { mean, logVar } = lower(z2);
            return tf.add(normalLogDensity(z1, mean, logVar), standardNormalLogDensity(z2)) as tf.Tensor1D;
          },
          noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
          draw({ eps }, _, temperature) {
            const [e1, z2] = layersOf(tf.mul(eps!, temperature), widths);
            return tf.concat([drawnFrom(lower(z2), e1), z2], 1);
          },
        };
      },
    };
  },
});

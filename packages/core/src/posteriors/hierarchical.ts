import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { momentsNetwork } from '../networks/momentsNetwork.js';
import { drawnFrom, layersOf, layerWidths } from '../twoLayers.js';

/** Options of {@link hierarchical}. */
export interface HierarchicalOptions {
  /** The width of the upper layer z₂, the last numbers of a code. */
  readonly top: number;
  /** Widths of the hidden layers of the network from z₁ to z₂. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A posterior of two layers, from the bottom up: `q(z|x) = q(z₁|x)·q(z₂|z₁)`, both diagonal normals, the second by a dense network of z₁. A code is
 * `[z₁, z₂]`, the lower layer before the upper.
 *
 * The encoder gives `mean` and `logVar` of z₁. With `hierarchicalPrior()` it is a hierarchical VAE. The density of any z is known, a divergence is
 * estimated from the draws. The center is the mean of z₁, and that of z₂ there.
 *
 * @throws RangeError when a size is not a whole number of at least 1, or a code is no vector of more than `top` numbers
 * @see Sønderby, Raiko, Maaløe, Sønderby and Winther 2016, "Ladder variational autoencoders", section 2, after Rezende, Mohamed and Wierstra 2014
 */
export const hierarchical: PartFactory<Posterior, [options: HierarchicalOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'hierarchical',
  example: {
    parts: {
      posterior: { kind: 'hierarchical', top: 1, hidden: [5] },
      prior: { kind: 'hierarchicalPrior', top: 1, hidden: [5] },
    },
  },
  make({ top, hidden = [64], seed = 0 }: HierarchicalOptions): Posterior {
    requireCounts('hierarchical', 'hidden', hidden);
    return {
      config: { kind: 'hierarchical', top, hidden: [...hidden], seed },
      build({ latent }): BuiltPosterior {
        const widths = layerWidths('hierarchical', latent, top);
        const { bottom } = widths;
        const upper = momentsNetwork({ name: 'upper', input: bottom, output: top, hidden, seed });
        return {
          variables: upper.variables,
          parameters: ['mean', 'logVar'].map((name) => ({ name, shape: [bottom] })),
          noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
          draw([mean, logVar], { eps }) {
            const [e1, e2] = layersOf(eps!, widths);
            const z1 = drawnFrom({ mean: mean!, logVar: logVar! }, e1);
            return { z: tf.concat([z1, drawnFrom(upper.apply(z1), e2)], 1) };
          },
          logDensity([mean, logVar], z) {
            const [z1, z2] = layersOf(z, widths);
            const above = upper.apply(z1);
            return tf.add(normalLogDensity(z1, mean!, logVar!), normalLogDensity(z2, above.mean, above.logVar)) as tf.Tensor1D;
          },
          center: ([mean]) => tf.concat([mean!, upper.apply(mean!).mean], 1),
        };
      },
    };
  },
});

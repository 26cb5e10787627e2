import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import type { DiagonalMoments } from '../family.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, BuiltPrior, Context, Posterior } from '../parts.js';
import { drawnFrom, isLayered, type LayeredPrior, layersOf, layerWidths } from '../twoLayers.js';

/** Options of {@link ladder}. */
export interface LadderOptions {
  /** The width of the upper layer z₂, the last numbers of a code; as that of the prior. */
  readonly top: number;
}

/**
 * A ladder posterior of two layers, from the top down: `q(z|x) = q(z₂|x)·q(z₁|z₂, x)`, where the lower layer is the product of what the encoder says of it and
 * of what the prior says under z₂, each with its precision: `1/σ² = 1/σ̂² + 1/s²(z₂)`, `μ = σ²·(μ̂/σ̂² + m(z₂)/s²(z₂))`. A code is `[z₁, z₂]`.
 *
 * The encoder gives `mean` and `logVar` of z₁, μ̂ and log σ̂², and `topMean` and `topLogVar` of z₂. m and s are those of the model's `hierarchicalPrior()`, the
 * same network for both. The density of any z is known, a divergence is estimated from the draws. The center is the mean of z₂, and that of z₁ there.
 *
 * @throws RangeError when `top` is not a whole number of at least 1, or a code is no vector of more than `top` numbers; in a pass, Error when the prior has
 *   not these two layers
 * @see Sønderby, Raiko, Maaløe, Sønderby and Winther 2016, "Ladder variational autoencoders", equations 15 to 19
 */
export const ladder: PartFactory<Posterior, [options: LadderOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'ladder',
  example: {
    parts: { posterior: { kind: 'ladder', top: 1 }, prior: { kind: 'hierarchicalPrior', top: 1, hidden: [5] } },
  },
  make: ({ top }: LadderOptions): Posterior => ({
    config: { kind: 'ladder', top },
    build({ latent }): BuiltPosterior {
      const widths = layerWidths('ladder', latent, top);
      const topOf = ([, , mean, logVar]: readonly tf.Tensor[]): DiagonalMoments => ({ mean: mean!, logVar: logVar! });
      return {
        parameters: [
          { name: 'mean', shape: [widths.bottom] },
          { name: 'logVar', shape: [widths.bottom] },
          { name: 'topMean', shape: [top] },
          { name: 'topLogVar', shape: [top] },
        ],
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw(q, { eps }, context) {
          const [e1, e2] = layersOf(eps!, widths);
          const z2 = drawnFrom(topOf(q), e2);
          return { z: tf.concat([drawnFrom(merged(q, z2, top, context), e1), z2], 1) };
        },
        logDensity(q, z, context) {
          const [z1, z2] = layersOf(z, widths);
          const [below, above] = [merged(q, z2, top, context), topOf(q)];
          return tf.add(
            normalLogDensity(z1, below.mean, below.logVar),
            normalLogDensity(z2, above.mean, above.logVar),
          ) as tf.Tensor1D;
        },
        requirePeers: ({ prior }) => void layered(prior, top),
        center: (q, context) => tf.concat([merged(q, q[2]!, top, context).mean, q[2]!], 1),
      };
    },
  }),
});

/**
 * The product of two normals. With `g = sigmoid(log s² − log σ̂²)`, the encoder's share of the precision, it has the mean `m + g·(μ̂ − m)` and the log-variance
 * `log σ̂² + log g`: nothing overflows.
 */
function merged([mean, logVar]: readonly tf.Tensor[], z2: tf.Tensor, top: number, { model }: Context): DiagonalMoments {
  const p = layered(model.prior, top).lower(z2);
  const x = tf.sub(p.logVar, logVar!);
  const share = tf.sigmoid(x);
  return {
    mean: tf.add(p.mean, tf.mul(share, tf.sub(mean!, p.mean))),
    logVar: tf.sub(logVar!, tf.softplus(tf.neg(x))),
  };
}

/** The prior, where it has the two layers. */
function layered(prior: BuiltPrior, top: number): LayeredPrior {
  if (isLayered(prior) && prior.widths.top === top) return prior;
  throw new Error(
    `ladder: the prior has not the two layers of this posterior, whose upper one is ${top} wide; give hierarchicalPrior({ top: ${top} }), not moved by classes`,
  );
}

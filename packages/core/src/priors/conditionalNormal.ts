import * as tf from '@tensorflow/tfjs';
import { klClassNormal, normalLogDensity } from '@vaekit/losses';
import { sizeFromShape } from '@vaekit-internal/base';
import type { DiagonalMoments } from '../family.js';
import { momentsNetwork } from '../networks/momentsNetwork.js';
import { requireCounts } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPrior, Context, Prior } from '../parts.js';
import { drawnFrom } from '../twoLayers.js';

/** Options of {@link conditionalNormal}. */
export interface ConditionalNormalOptions {
  /** Widths of the hidden layers of the network from the condition to the moments. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * The prior network of a conditional VAE, `p(z|c) = N(m(c), diag s²(c))`: m and log s² by a dense network from the condition, be it numbers or a
 * one-hot label.
 *
 * For classes alone `classMeans(classes, { classVariance: true })` is as rich, and takes the class apart from the code as well.
 *
 * @throws RangeError when a width is not a whole number of at least 1; Error when the model has no condition
 * @see Sohn, Lee and Yan 2015, "Learning structured output representation using deep conditional generative models", equation 4
 */
export const conditionalNormal: PartFactory<Prior, [options?: ConditionalNormalOptions]> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'conditionalNormal',
  example: { classes: 3, parts: { prior: { kind: 'conditionalNormal', hidden: [5] } } },
  make({ hidden = [64], seed = 0 }: ConditionalNormalOptions = {}): Prior {
    requireCounts('conditionalNormal', 'hidden', hidden);
    return {
      config: { kind: 'conditionalNormal', hidden: [...hidden], seed },
      build({ latent, conditionWidth }): BuiltPrior {
        if (conditionWidth === undefined)
          throw new Error(
            'conditionalNormal: the model has no condition; give `condition: { numbers: 2 }` or `{ classes: 10 }`, or take standardNormal()',
          );
        const net = momentsNetwork({ name: 'moments', input: conditionWidth, output: sizeFromShape(latent), hidden, seed });
        const moments = ({ condition, rows }: Context): DiagonalMoments => {
          if (condition === undefined)
            throw new Error(
              `conditionalNormal: the rows have no condition; give \`y\`, ${conditionWidth} numbers a row or a label`,
            );
          const { mean, logVar } = net.apply(condition);
          return { mean: tf.reshape(mean, [rows, ...latent]), logVar: tf.reshape(logVar, [rows, ...latent]) };
        };
        return {
          conditional: true,
          variables: net.variables,
          logDensity(z, context) {
            const { mean, logVar } = moments(context);
            return normalLogDensity(z, mean, logVar);
          },
          kl(q, context) {
            if (q.kind !== 'diagonalNormal') return undefined;
            const { mean, logVar } = moments(context);
            return klClassNormal(q.mean, q.logVar, mean, logVar);
          },
          noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
          draw: ({ eps }, context, temperature) => drawnFrom(moments(context), tf.mul(eps!, temperature)),
          family: (context) => ({ kind: 'diagonalNormal', ...moments(context) }),
        };
      },
    };
  },
});

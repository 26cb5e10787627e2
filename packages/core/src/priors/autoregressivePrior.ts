import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { standardNormalLogDensity } from '@vaekit/losses';
import { requireCount, requireHidden } from '../networks/networkOptions.js';
import type { BuiltPrior, Context, Prior } from '../parts.js';
import { type AutoregressiveFlow, autoregressiveFlow } from './autoregressiveFlow.js';
import { codeSpread } from './codeSpread.js';

/** Options of the priors behind autoregressive flows. */
export interface AutoregressivePriorOptions {
  /** The number of steps. Default 2. */
  readonly steps?: number;
  /** Widths of the hidden layers of each step's network; at least one. Default `[64]`. */
  readonly hidden?: readonly number[];
  /** The number of classes that the networks see one of. Default: none, so that `fitPrior` makes a flow for each class of a model with classes. */
  readonly classes?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** How a flow becomes a prior: both ways between codes and standard normal numbers, by the flow's two directions. */
export interface FlowDirections {
  /** log p(u) of centered codes, `[rows]`. */
  logDensity(flow: AutoregressiveFlow, u: tf.Tensor, context: tf.Tensor | undefined): tf.Tensor;
  /** Centered codes from standard normal numbers. */
  draw(flow: AutoregressiveFlow, eps: tf.Tensor, context: tf.Tensor | undefined): tf.Tensor;
}

/** What `u` has under N(0, I). */
export const ofNormal = (u: tf.Tensor): tf.Tensor1D => standardNormalLogDensity(u);

/** A prior behind autoregressive steps, over codes less their mean, divided by their deviation in each dimension: `fitPrior` measures both. */
export function autoregressivePrior(kind: string, options: AutoregressivePriorOptions, directions: FlowDirections): Prior {
  const { steps = 2, hidden = [64], classes, seed = 0 } = options;
  requireCount(kind, 'steps', steps);
  requireHidden(kind, hidden);
  if (classes !== undefined) requireCount(kind, 'classes', classes);
  const seen = ({ condition }: Context): tf.Tensor | undefined => {
    if (classes === undefined) return undefined;
    if (condition === undefined)
      throw new Error(`${kind}: the batch has no labels; give \`y\`, the number of each example’s class`);
    return condition;
  };
  return {
    config: { kind, steps, hidden: [...hidden], ...(classes === undefined ? {} : { classes }), seed },
    build({ latent }): BuiltPrior {
      const size = sizeFromShape(latent);
      const spread = codeSpread(size);
      const flow = autoregressiveFlow({ size, steps, hidden, context: classes ?? 0, seed });
      const logDensity = (z: tf.Tensor, context: Context): tf.Tensor1D =>
        tf.sub(directions.logDensity(flow, spread.centered(z), seen(context)), spread.logVolume()) as tf.Tensor1D;
      return {
        ...(classes === undefined ? {} : { classes }),
        variables: flow.variables,
        state: spread.state,
        logDensity,
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw({ eps }, context, temperature) {
          const start = tf.mul(tf.reshape(eps!, [-1, size]), temperature);
          return tf.reshape(spread.restored(directions.draw(flow, start, seen(context))), [-1, ...latent]);
        },
        fitting: {
          kind: 'steps',
          noise: {},
          start: spread.measure,
          loss: (z, _, context) => tf.neg(logDensity(z, context)) as tf.Tensor1D,
        },
      };
    },
  };
}

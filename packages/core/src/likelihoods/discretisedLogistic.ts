import * as tf from '@tensorflow/tfjs';
import { discretisedLogisticMixtureNll, discretisedLogisticNll } from '@vaekit/losses';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { gumbelMax } from './categorical.js';
import { buildWidth } from './width.js';

/** Options of {@link discretisedLogistic}. */
export interface DiscretisedLogisticOptions {
  /** How many values an element can take. Default 256. */
  readonly levels?: number;
  /** The lowest and the highest value. Default `[0, 1]`. */
  readonly range?: readonly [lowest: number, highest: number];
  /**
   * Without components: `'learned'`, one log-scale for all elements, a variable of the model; `'perPixel'`, one for each element of the event;
   * `'predicted'` (default): the decoder gives it for every element as its second output.
   */
  readonly scale?: 'learned' | 'perPixel' | 'predicted';
  /** How many logistic distributions are mixed in every element; with more than 1 the decoder gives all of their parameters. Default 1. */
  readonly components?: number;
}

/**
 * A discretised logistic likelihood, a proper one of grey values: `−log p(x|z) = −Σ log [σ((x + h − m)/s) − σ((x − h − m)/s)]`, h half the step between
 * levels; with `components` K a mixture, `logits`, `means` and `logScales` `[…event, K]`. x lies on the levels, in the units of `range`.
 *
 * Its mean is that of the logistic distributions, held to the range. Colour channels are independent given z, unlike in PixelCNN++.
 *
 * @throws RangeError when there is no such grid, `components` is not a whole number of at least 1, or `scale` is given beside components
 */
export function discretisedLogistic(options: DiscretisedLogisticOptions = {}): Likelihood {
  const { levels = 256, range = [0, 1], components = 1, scale = 'predicted' } = options;
  const [low, high] = range;
  if (!Number.isSafeInteger(levels) || levels < 2)
    throw new RangeError(`discretisedLogistic: \`levels\` is ${levels}; expected a whole number of at least 2`);
  if (!(high - low > 0 && high - low < Infinity))
    throw new RangeError(`discretisedLogistic: \`range\` is [${range}]; the second must be greater than the first`);
  if (!Number.isSafeInteger(components) || components < 1)
    throw new RangeError(`discretisedLogistic: \`components\` is ${components}; expected a whole number of at least 1`);
  if (!['learned', 'perPixel', 'predicted'].includes(scale) || (components > 1 && scale !== 'predicted'))
    throw new RangeError(
      `discretisedLogistic: \`scale\` is ${String(scale)}; expected 'predicted', or without components 'learned' or 'perPixel'`,
    );
  const grid = { levels, range } as const;
  const step = (high - low) / (levels - 1);
  const onGrid = (x: tf.Tensor): tf.Tensor =>
    tf.add(tf.mul(tf.round(tf.div(tf.sub(tf.clipByValue(x, low, high), low), step)), step), low);
  // m + s log(u/(1 − u)).
  const logistic = (mean: tf.Tensor, logScale: tf.Tensor, u: tf.Tensor): tf.Tensor => {
    const held = tf.clipByValue(u, 2 ** -25, 1 - 2 ** -24);
    return onGrid(tf.add(mean, tf.mul(tf.sub(tf.log(held), tf.log(tf.sub(1, held))), tf.exp(logScale))));
  };
  return {
    config: { kind: 'discretisedLogistic', levels, range: [low, high], components, scale },
    build({ event }): BuiltLikelihood {
      const uniform = (shape: readonly number[]) => ({ shape, distribution: 'uniform', per: 'example' }) as const;
      if (components > 1) {
        const shape = [...event, components];
        return {
          parameters: ['logits', 'means', 'logScales'].map((name) => ({ name, shape })),
          negativeLogDensity: ([logits, means, logScales], x) =>
            discretisedLogisticMixtureNll(logits!, means!, logScales!, x, grid),
          mean: ([logits, means]) => tf.clipByValue(tf.sum(tf.mul(tf.softmax(logits!), means!), -1), low, high),
          noise: () => ({ component: uniform(shape), u: uniform(event) }),
          draw: ([logits, means, logScales], noise) => {
            const chosen = gumbelMax(logits!, noise['component']!);
            const of = (parameter: tf.Tensor) => tf.sum(tf.mul(chosen, parameter), -1);
            return logistic(of(means!), of(logScales!), noise['u']!);
          },
          reportedAs: () => 'nll',
        };
      }
      const width = buildWidth('logScale', scale, event);
      return {
        variables: width.variables,
        parameters: [{ name: 'mean', shape: event }, ...width.parameters],
        negativeLogDensity: ([mean, predicted], x) => discretisedLogisticNll(mean!, width.log(predicted)!, x, grid),
        mean: ([mean]) => tf.clipByValue(mean!, low, high),
        noise: () => ({ u: uniform(event) }),
        draw: ([mean, predicted], noise) => logistic(mean!, width.log(predicted)!, noise['u']!),
        reportedAs: () => 'nll',
      };
    },
  };
}

import * as tf from '@tensorflow/tfjs';
import { discretizedLogisticMixtureNll, discretizedLogisticNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { gumbelMax } from './categorical.js';
import { logisticGrid } from './logisticGrid.js';
import { buildWidth, type Width } from './width.js';

/** Options of {@link discretizedLogistic}. */
export interface DiscretizedLogisticOptions {
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
 * A discretized logistic likelihood, a proper one of gray values: `−log p(x|z) = −Σ log [σ((x + h − m)/s) − σ((x − h − m)/s)]`, h half the step between
 * levels; with `components` K a mixture, `logits`, `means` and `logScales` `[…event, K]`. x lies on the levels, in the units of `range`.
 *
 * Its mean is that of the logistic distributions, held to the range. Color channels are independent given z.
 *
 * @throws RangeError when there is no such grid, `components` is not a whole number of at least 1, or `scale` is given beside components
 */
export const discretizedLogistic: PartFactory<Likelihood, [options?: DiscretizedLogisticOptions]> = /* @__PURE__ */ partFactory({
  role: 'likelihood',
  kind: 'discretizedLogistic',
  example: { parts: { likelihood: { kind: 'discretizedLogistic', levels: 16, components: 2 } } },
  choice: {
    support: 'levels',
    data: '8-bit images',
    widths: ['predicted', 'learned', 'per-pixel'],
    make: (_, scale) => discretizedLogisticLikelihood({ scale: scale as Exclude<Width, number> }),
  },
  make: discretizedLogisticLikelihood,
});

function discretizedLogisticLikelihood(options: DiscretizedLogisticOptions = {}): Likelihood {
  const { levels = 256, range = [0, 1], components = 1, scale = 'predicted' } = options;
  const { draw, hold, ...grid } = logisticGrid('discretizedLogistic', levels, range);
  if (!Number.isSafeInteger(components) || components < 1)
    throw new RangeError(`discretizedLogistic: \`components\` is ${components}; expected a whole number of at least 1`);
  if (!['learned', 'perPixel', 'predicted'].includes(scale) || (components > 1 && scale !== 'predicted'))
    throw new RangeError(
      `discretizedLogistic: \`scale\` is ${String(scale)}; expected 'predicted', or without components 'learned' or 'perPixel'`,
    );
  return {
    config: { kind: 'discretizedLogistic', ...grid, components, scale },
    build({ event }): BuiltLikelihood {
      const uniform = (shape: readonly number[]) => ({ shape, distribution: 'uniform', per: 'example' }) as const;
      if (components > 1) {
        const shape = [...event, components];
        return {
          parameters: ['logits', 'means', 'logScales'].map((name) => ({ name, shape })),
          negativeLogDensity: ([logits, means, logScales], x, mask) =>
            discretizedLogisticMixtureNll(logits!, means!, logScales!, x, { ...grid, mask }),
          mean: ([logits, means]) => hold(tf.sum(tf.mul(tf.softmax(logits!), means!), -1)),
          noise: () => ({ component: uniform(shape), u: uniform(event) }),
          draw: ([logits, means, logScales], noise) => {
            const chosen = gumbelMax(logits!, noise['component']!);
            const of = (parameter: tf.Tensor) => tf.sum(tf.mul(chosen, parameter), -1);
            return draw(of(means!), of(logScales!), noise['u']!);
          },
          support: 'levels',
          reportedAs: () => 'nll',
        };
      }
      const width = buildWidth('logScale', scale, event);
      return {
        variables: width.variables,
        parameters: [{ name: 'mean', shape: event }, ...width.parameters],
        negativeLogDensity: ([mean, predicted], x, mask) =>
          discretizedLogisticNll(mean!, width.log(predicted)!, x, { ...grid, mask }),
        mean: ([mean]) => hold(mean!),
        noise: () => ({ u: uniform(event) }),
        draw: ([mean, predicted], noise) => draw(mean!, width.log(predicted)!, noise['u']!),
        support: 'levels',
        reportedAs: () => 'nll',
      };
    },
  };
}

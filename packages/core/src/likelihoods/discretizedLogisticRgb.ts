import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { discretizedLogisticRgbNll } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltLikelihood, Likelihood } from '../parts.js';
import { gumbelMax } from './categorical.js';
import { logisticGrid } from './logisticGrid.js';

/** Options of {@link discretizedLogisticRgb}. */
export interface DiscretizedLogisticRgbOptions {
  /** How many logistic distributions are mixed in every pixel. Default 5, which the paper finds enough. */
  readonly components?: number;
  /** How many values a channel can take. Default 256. */
  readonly levels?: number;
  /** The lowest and the highest value. Default `[0, 1]`. */
  readonly range?: readonly [lowest: number, highest: number];
}

/**
 * The likelihood of color images of PixelCNN++: in every pixel a mixture of discretized logistic distributions, whose channels share the component
 * and whose means are moved by the channels before them, `m'_green = m_green + tanh(c_0) x_red`, `m'_blue = m_blue + tanh(c_1) x_red + tanh(c_2) x_green`.
 * x lies on the levels, in the units of `range`; its last axis is red, green, blue.
 *
 * The decoder has one output, `[…pixels, 10 · components]`: K logits, then for each channel K means, K log-scales and K coefficients (green by red
 * among those of the first channel, blue by red and blue by green among those of the others). The mean is that of the components' means, each channel
 * moved by the means before it and held to the range. A pixel is one event: it counts where all of its channels were observed.
 *
 * @throws RangeError when there is no such grid or `components` is not a whole number of at least 1; when it is built, Error unless the event's last
 *   axis is the three channels
 * @see Salimans et al. 2017, "PixelCNN++", section 2.2, equation 3
 */
export const discretizedLogisticRgb: PartFactory<Likelihood, [options?: DiscretizedLogisticRgbOptions]> =
  /* @__PURE__ */ partFactory({
    role: 'likelihood',
    kind: 'discretizedLogisticRgb',
    example: { event: [2, 2, 3], parts: { likelihood: { kind: 'discretizedLogisticRgb', components: 2 } } },
    choice: {
      support: 'levels',
      data: '8-bit color images, whose channels depend on each other',
      needs: 'color',
      make: () => discretizedLogisticRgbLikelihood(),
    },
    make: discretizedLogisticRgbLikelihood,
  });

function discretizedLogisticRgbLikelihood(options: DiscretizedLogisticRgbOptions = {}): Likelihood {
  const { components = 5, levels = 256, range = [0, 1] } = options;
  const { draw, hold, ...grid } = logisticGrid('discretizedLogisticRgb', levels, range);
  if (!Number.isSafeInteger(components) || components < 1)
    throw new RangeError(`discretizedLogisticRgb: \`components\` is ${components}; expected a whole number of at least 1`);
  return {
    config: { kind: 'discretizedLogisticRgb', ...grid, components },
    build({ event }): BuiltLikelihood {
      if (event.at(-1) !== 3)
        throw new Error(
          `discretizedLogisticRgb: an example has shape [${event}]; its last axis must be the 3 channels red, green and blue. ` +
            'For gray values take discretizedLogistic',
        );
      const pixels = event.slice(0, -1);
      const count = sizeFromShape(pixels);
      const uniform = (shape: readonly number[]) => ({ shape, distribution: 'uniform', per: 'example' }) as const;
      // Logits `[rows · pixels, K]`; means, log-scales and coefficients `[rows · pixels, 3, K]`.
      const read = (all: tf.Tensor): [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor] => {
        const n = all.shape[0]! * count;
        const flat = tf.reshape(all, [n, 10 * components]);
        const others = tf.reshape(tf.slice(flat, [0, components], [n, 9 * components]), [n, 3, 3 * components]);
        const part = (i: number) => tf.slice(others, [0, 0, i * components], [n, 3, components]);
        return [tf.slice(flat, [0, 0], [n, components]), part(0), part(1), part(2)];
      };
      return {
        parameters: [{ name: 'mixture', shape: [...pixels, 10 * components] }],
        negativeLogDensity: ([all], x, mask) => {
          const rows = all!.shape[0]!;
          const [logits, ...others] = read(all!);
          const [m, logScale, c] = others.map((t) => tf.reshape(t, [rows, count, 3, components])) as [
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
          ];
          const weights = tf.reshape(logits, [rows, count, components]);
          const pixel = (values: tf.Tensor) => tf.reshape(values, [rows, count, 3]);
          return discretizedLogisticRgbNll(weights, m, logScale, c, pixel(x), { ...grid, mask: mask && pixel(mask) });
        },
        mean: ([all]) => {
          const [logits, m, , c] = read(all!);
          const ofComponents = inTurn(m, c, hold);
          return tf.reshape(tf.sum(tf.mul(tf.expandDims(tf.softmax(logits), 1), ofComponents), -1), [all!.shape[0]!, ...event]);
        },
        noise: () => ({ component: uniform([...pixels, components]), u: uniform(event) }),
        draw: ([all], noise) => {
          const [logits, ...others] = read(all!);
          const chosen = tf.expandDims(gumbelMax(logits, tf.reshape(noise['component']!, logits.shape)), 1);
          const [m, logScale, c] = others.map((t) => tf.sum(tf.mul(chosen, t), -1, true)) as [tf.Tensor, tf.Tensor, tf.Tensor];
          const u = tf.reshape(noise['u']!, m.shape);
          const values = inTurn(m, c, (mean, i) => draw(mean, channel(logScale, i), channel(u, i)));
          return tf.reshape(values, [all!.shape[0]!, ...event]);
        },
        dependentValues: true,
        support: 'levels',
        reportedAs: () => 'nll',
      };
    },
  };
}

const channel = (t: tf.Tensor, i: number): tf.Tensor => tf.slice(t, [0, i, 0], [-1, 1, -1]);

/** Red, green and blue in turn, each `of(mean, channel)` with its mean moved by those before it; all tensors `[n, 3, …]`. */
function inTurn(means: tf.Tensor, coefficients: tf.Tensor, of: (mean: tf.Tensor, channel: number) => tf.Tensor): tf.Tensor {
  const t = tf.tanh(coefficients);
  const red = of(channel(means, 0), 0);
  const green = of(tf.add(channel(means, 1), tf.mul(channel(t, 0), red)), 1);
  const before = tf.add(tf.mul(channel(t, 1), red), tf.mul(channel(t, 2), green));
  return tf.concat([red, green, of(tf.add(channel(means, 2), before), 2)], 1);
}

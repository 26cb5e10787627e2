import * as tf from '@tensorflow/tfjs';

/** The grid that the values of a discretized logistic distribution lie on. */
export interface LogisticGrid {
  readonly levels: number;
  readonly range: readonly [lowest: number, highest: number];
  /** A draw for every mean, from uniform deviates: held to the range and rounded to the levels. */
  draw(mean: tf.Tensor, logScale: tf.Tensor, u: tf.Tensor): tf.Tensor;
  /** Held to the range. */
  hold(x: tf.Tensor): tf.Tensor;
}

/** A grid of so many levels. @throws RangeError in the name of `caller`, when there is no such grid */
export function logisticGrid(caller: string, levels: number, range: readonly [number, number]): LogisticGrid {
  const [low, high] = range;
  if (!Number.isSafeInteger(levels) || levels < 2)
    throw new RangeError(`${caller}: \`levels\` is ${levels}; expected a whole number of at least 2`);
  if (!(high - low > 0 && high - low < Infinity))
    throw new RangeError(`${caller}: \`range\` is [${range}]; the second must be greater than the first`);
  const step = (high - low) / (levels - 1);
  const hold = (x: tf.Tensor): tf.Tensor => tf.clipByValue(x, low, high);
  return {
    levels,
    range: [low, high],
    hold,
    draw(mean, logScale, u) {
      // m + s log(u/(1 − u)).
      const inside = tf.clipByValue(u, 2 ** -25, 1 - 2 ** -24);
      const drawn = tf.add(mean, tf.mul(tf.sub(tf.log(inside), tf.log(tf.sub(1, inside))), tf.exp(logScale)));
      return tf.add(tf.mul(tf.round(tf.div(tf.sub(hold(drawn), low), step)), step), low);
    },
  };
}

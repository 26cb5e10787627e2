import * as tf from '@tensorflow/tfjs';
import { choose } from './choose.js';
import { horner } from './horner.js';
import { indicator } from './indicator.js';
import { log1mExp } from './log1mExp.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { withGradient } from './withGradient.js';

/** The grid that observations lie on. */
export interface DiscretizedOptions {
  /** How many values an element can take. Default 256. */
  readonly levels?: number;
  /** The lowest and the highest value. Default `[0, 1]`. */
  readonly range?: readonly [lowest: number, highest: number];
}

/** Throws, in the name of `caller`, when there is no such grid. */
export function checkGrid(caller: string, { levels = 256, range: [low, high] = [0, 1] }: DiscretizedOptions): void {
  if (!Number.isSafeInteger(levels) || levels < 2)
    throw new RangeError(`${caller}: \`levels\` is ${levels}; it must be a whole number of at least 2`);
  if (!(high - low > 0 && high - low < Infinity))
    throw new RangeError(`${caller}: \`range\` is [${low},${high}]; the second must be greater than the first`);
}

/**
 * The logarithm of a logistic distribution's mass in the cell around x, elementwise; the first and the last cell reach to infinity.
 *
 * With half a cell h, a = (x + h − m)/s and b = (x − h − m)/s: σ(a) − σ(b) = σ(a) σ(−b) (1 − exp(b − a)), and a − b = 2h/s, so the logarithm is
 * −softplus(−a) − softplus(b) + log(1 − exp(−2h/s)): no difference of sigmoids is ever formed, and no case needs a density in its
 * place. At the lowest x σ(b) is 0 and only −softplus(−a) stays, at the highest only −softplus(b).
 */
export function logisticLogMass(mean: tf.Tensor, logScale: tf.Tensor, x: tf.Tensor, options: DiscretizedOptions): tf.Tensor {
  const { levels = 256, range: [low, high] = [0, 1] } = options;
  const half = (high - low) / (levels - 1) / 2;
  const inverse = tf.exp(tf.neg(logScale));
  const distance = tf.sub(x, mean);
  const { aboveLowest, belowHighest } = edges(x, low + half, high - half);
  return tf.sub(
    tf.mul(tf.mul(log1mExp(tf.mul(inverse, -2 * half)), aboveLowest), belowHighest),
    tf.add(
      tf.mul(softplus(tf.neg(tf.mul(tf.add(distance, half), inverse))), belowHighest),
      tf.mul(softplus(tf.mul(tf.sub(distance, half), inverse)), aboveLowest),
    ),
  );
}

/** The derivatives of {@link logisticLogMass} in `mean` and in `logScale`; in x it is minus the first. */
export function logisticLogMassSlopes(
  mean: tf.Tensor,
  logScale: tf.Tensor,
  x: tf.Tensor,
  options: DiscretizedOptions,
): [mean: tf.Tensor, logScale: tf.Tensor] {
  const { levels = 256, range: [low, high] = [0, 1] } = options;
  const half = (high - low) / (levels - 1) / 2;
  const inverse = tf.exp(tf.neg(logScale));
  const distance = tf.sub(x, mean);
  const { aboveLowest, belowHighest } = edges(x, low + half, high - half);
  const [a, b] = [tf.mul(tf.add(distance, half), inverse), tf.mul(tf.sub(distance, half), inverse)];
  const [ofA, ofB] = [tf.mul(sigmoid(tf.neg(a)), belowHighest), tf.neg(tf.mul(sigmoid(b), aboveLowest))];
  // d/d log s of log(1 − exp(−c)), c = 2h/s: −c/(exp(c) − 1) = −c exp(−c)/(1 − exp(−c)).
  const c = tf.mul(inverse, 2 * half);
  const ofWidth = tf.mul(tf.mul(cellSlope(c), aboveLowest), belowHighest);
  return [tf.neg(tf.mul(tf.add(ofA, ofB), inverse)), tf.neg(tf.add(tf.add(tf.mul(ofA, a), tf.mul(ofB, b)), ofWidth))];
}

// f(c) = c/(exp(c) − 1), 1 at c = 0; exp(log1mExp) = 1 − exp(−c) without cancellation. f′ = f (1 − c − f)/c, near 0 its series −½ + c/6 − c³/180 + …
function cellSlope(c: tf.Tensor): tf.Tensor {
  const f = (c: tf.Tensor) => tf.div(tf.mul(c, tf.exp(tf.neg(c))), tf.exp(log1mExp(tf.neg(c))));
  return withGradient([c], f, (dy, c) => {
    const near = tf.minimum(c, 1);
    const series = tf.sub(tf.mul(near, horner(tf.square(near), [1 / 6, -1 / 180, 1 / 5040, -1 / 151200])), 0.5);
    const far = tf.maximum(c, 1);
    const closed = tf.div(tf.mul(f(far), tf.sub(tf.sub(1, far), f(far))), far);
    return [
      tf.mul(
        dy,
        choose([c], (c) => tf.lessEqual(c, 1), series, closed),
      ),
    ];
  });
}

// 1 and 0; grid values are half a cell away from both bounds, so rounding cannot move them across.
function edges(x: tf.Tensor, lowest: number, highest: number): Record<'aboveLowest' | 'belowHighest', tf.Tensor> {
  return {
    aboveLowest: indicator([x], (x) => tf.greater(x, lowest)),
    belowHighest: indicator([x], (x) => tf.less(x, highest)),
  };
}

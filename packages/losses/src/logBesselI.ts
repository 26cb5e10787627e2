import * as tf from '@tensorflow/tfjs';
import { besselLadder } from './besselLadder.js';
import { inFloat } from './inFloat.js';
import { withGradient } from './withGradient.js';

/**
 * The logarithm of the modified Bessel function of the first kind, `log I_v(x)`, elementwise and without overflow; its derivative is
 * I_{v+1}(x)/I_v(x) + v/x.
 *
 * @param order v, a number of at least 0
 * @param x any shape, positive (at 0 it is 0 for order 0, else −Infinity)
 * @returns the shape of `x`; |error| <= 1e-5 of the sum of its terms |v log(x/2)|, log Γ(v + 1) and log(Γ(v + 1) (2/x)^v I_v(x))
 * @throws when `order` is not a finite number of at least 0
 */
export function logBesselI(order: number, x: tf.Tensor): tf.Tensor {
  checkOrder('logBesselI', order);
  return inFloat([x], (x) =>
    withGradient(
      [x],
      (x) => {
        const { logSeries } = besselLadder(order, x);
        return order === 0 ? logSeries() : tf.add(logSeries(), tf.sub(tf.mul(tf.log(tf.div(x, 2)), order), logFactorial(order)));
      },
      (dy, x) => [tf.mul(dy, tf.add(besselIRatio(order, x), order === 0 ? 0 : tf.div(order, x)))],
    ),
  );
}

/**
 * The ratio `I_{v+1}(x) / I_v(x)` of modified Bessel functions of the first kind, elementwise, in [0, 1]: the mean length of a von Mises–Fisher
 * distribution on the sphere in R^m is the one of order m/2 − 1 at its concentration.
 *
 * @param order v, a number of at least 0
 * @param x any shape, not negative
 * @returns the shape of `x`, relatively exact to 1e-6, and its derivative to 1e-4
 * @throws when `order` is not a finite number of at least 0
 */
export function besselIRatio(order: number, x: tf.Tensor): tf.Tensor {
  checkOrder('besselIRatio', order);
  return inFloat([x], (x) =>
    withGradient(
      [x],
      (x) => besselLadder(order, x).ratio,
      (dy, x) => [tf.mul(dy, besselLadder(order, x).slope)],
    ),
  );
}

function checkOrder(caller: string, order: number): void {
  if (!(order >= 0 && order < Infinity))
    throw new RangeError(`${caller}: \`order\` is ${order}; it must be a finite number of at least 0`);
}

/** `log Γ(v + 1)` of a plain number, by Stirling's series at v + 11. */
function logFactorial(v: number): number {
  const y = v + 11;
  let sum = (y - 0.5) * Math.log(y) - y + 0.9189385332046727 + 1 / (12 * y) - 1 / (360 * y ** 3) + 1 / (1260 * y ** 5);
  for (let i = 1; i <= 10; i++) sum -= Math.log(v + i);
  return sum;
}

import * as tf from '@tensorflow/tfjs';
import { digamma } from './digamma.js';
import { log1p } from './log1p.js';
import { logGamma } from './logGamma.js';
import { polygamma } from './polygamma.js';
import { withGradient } from './withGradient.js';

/**
 * `log Γ(r + x) − log Γ(r)`, r > 0, x >= 0, elementwise, for any r: at r = 1e6 each of the two is 1.3e7 and float32 keeps units of them.
 *
 * From r = 8 on, Stirling's series of both are subtracted by hand. With y = r + x and log(y / r) = log1p(x / r), which is exact for small x / r:
 * `(r − ½) log(y/r) + x (log y − 1) + S(y) − S(r)`, S(r) = 1/(12 r) − 1/(360 r³) + …, and
 * S(y) − S(r) = −x/(r y) [1/12 − (1/r² + 1/(r y) + 1/y²)/360 + …]; the next term is below 1e-6 of the first.
 *
 * @param r any shape, positive
 * @param x the shape of `r`, not negative
 */
export function logGammaIncrease(r: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return withGradient(
    [r, x],
    (r, x) => {
      const { large, s, y, part } = farApart(r, x);
      const log = log1p(tf.div(x, s));
      const [a, b] = [tf.div(1, s), tf.div(1, y)];
      const squares = tf.add(tf.square(a), tf.mul(b, tf.add(a, b)));
      const series = tf.mul(part, tf.sub(tf.div(squares, 360), 1 / 12));
      const far = tf.add(tf.add(tf.mul(tf.sub(s, 0.5), log), tf.mul(x, tf.sub(tf.log(y), 1))), series);
      return tf.where(large, far, tf.sub(logGamma(tf.add(r, x)), logGamma(r)));
    },
    (dy, r, x) => [tf.mul(dy, digammaIncrease(r, x)), tf.mul(dy, digamma(tf.add(r, x)))],
  );
}

/**
 * `ψ(r + x) − ψ(r)`, r > 0, x >= 0, elementwise: the derivative of {@link logGammaIncrease} in r, about x / r for large r.
 *
 * From r = 8 on: `log(y/r) + x/(r y) [1/2 + (a + b)/12 − (a + b)(a² + b²)/120]` with a = 1/r, b = 1/y.
 */
export function digammaIncrease(r: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return withGradient(
    [r, x],
    (r, x) => {
      const { large, s, y, part } = farApart(r, x);
      const [a, b] = [tf.div(1, s), tf.div(1, y)];
      const bracket = tf.sub(1 / 12, tf.div(tf.add(tf.square(a), tf.square(b)), 120));
      const far = tf.add(log1p(tf.div(x, s)), tf.mul(part, tf.add(tf.mul(tf.add(a, b), bracket), 0.5)));
      return tf.where(large, far, tf.sub(digamma(tf.add(r, x)), digamma(r)));
    },
    (dy, r, x) => {
      const slope = polygamma(1, tf.add(r, x));
      return [tf.mul(dy, tf.sub(slope, polygamma(1, r))), tf.mul(dy, slope)];
    },
  );
}

function farApart(r: tf.Tensor, x: tf.Tensor): Record<'large' | 's' | 'y' | 'part', tf.Tensor> {
  const s = tf.maximum(r, 8);
  const y = tf.add(s, x);
  return { large: tf.greater(r, 8), s, y, part: tf.div(tf.div(x, s), y) };
}

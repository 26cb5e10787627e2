import * as tf from '@tensorflow/tfjs';
import { digamma } from './digamma.js';
import { exponentialExcess } from './exponentialExcess.js';
import { log1p } from './log1p.js';
import { logGamma } from './logGamma.js';
import { polygamma } from './polygamma.js';
import { digammaDifference, trigammaDifference } from './polygammaDifference.js';
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

/** `ψ(r + x) − ψ(r)`, r > 0, x >= 0, elementwise: the derivative of {@link logGammaIncrease} in r, about x / r for large r. */
export function digammaIncrease(r: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return withGradient(
    [r, x],
    (r, x) => digammaDifference(tf.add(r, x), r, x),
    (dy, r, x) => {
      const y = tf.add(r, x);
      return [tf.mul(dy, trigammaDifference(y, r, x)), tf.mul(dy, polygamma(1, y))];
    },
  );
}

/**
 * `r (ψ(r + x) − ψ(r))`, r = exp(l), elementwise: about x for large r, with the little that its derivative in l is then.
 *
 * Of the parts of {@link digammaDifference}, with y = r + x, v = log((y + 4)/(r + 4)), p = 1/(r + 4), q = 1/(y + 4), the derivatives of r times each are
 * r x/((r + i)(y + i)) (i/(r + i) − r/(y + i)); r (exp(−v) − 1 + v) + 4 r x p q; and
 * r x p q [(1/2 + (p + q)/12) (4 p − r q) − r (p² + q²)/12]: none is the difference of two numbers of the size of x.
 */
export function digammaGain(l: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return withGradient(
    [l, x],
    (l, x) => tf.mul(tf.exp(l), digammaIncrease(tf.exp(l), x)),
    (dy, l, x) => {
      const r = tf.exp(l);
      const y = tf.add(r, x);
      const [p, q] = [tf.div(1, tf.add(r, 4)), tf.div(1, tf.add(y, 4))];
      const poles = [0, 1, 2, 3].map((i) => {
        const [a, b] = [tf.add(r, i), tf.add(y, i)];
        const bend = i === 0 ? tf.neg(tf.div(r, b)) : tf.sub(tf.div(i, a), tf.div(r, b));
        return tf.mul(tf.mul(tf.div(r, a), tf.div(x, b)), bend);
      });
      const v = log1p(tf.mul(x, p));
      const rpx = tf.mul(tf.mul(tf.mul(r, p), x), q);
      const bracket = tf.sub(
        tf.mul(tf.add(tf.div(tf.add(p, q), 12), 0.5), tf.sub(tf.mul(p, 4), tf.mul(r, q))),
        tf.div(tf.mul(r, tf.add(tf.square(p), tf.square(q))), 12),
      );
      const slope = tf.addN([...poles, tf.mul(r, exponentialExcess(tf.neg(v))), tf.mul(rpx, tf.add(bracket, 4))]);
      return [tf.mul(dy, slope), tf.mul(dy, tf.mul(r, polygamma(1, y)))];
    },
  );
}

function farApart(r: tf.Tensor, x: tf.Tensor): Record<'large' | 's' | 'y' | 'part', tf.Tensor> {
  const s = tf.maximum(r, 8);
  const y = tf.add(s, x);
  return { large: tf.greater(r, 8), s, y, part: tf.div(tf.div(x, s), y) };
}

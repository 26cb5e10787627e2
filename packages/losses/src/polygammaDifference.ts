import * as tf from '@tensorflow/tfjs';
import { logShiftedQuotient } from './logShiftedQuotient.js';
import { polygamma } from './polygamma.js';
import { withGradient } from './withGradient.js';

const shift = 4;

/**
 * `ψ(a) − ψ(c)`, a, c > 0, elementwise, from their exact difference h = a − c: relatively exact for near ones too, where ψ(a) and ψ(c) cancel.
 *
 * The recurrence ψ(x) = ψ(x + 4) − Σ_{i < 4} 1/(x + i) and the asymptotic series log x − 1/(2x) − 1/(12 x²) + 1/(120 x⁴) − 1/(252 x⁶) each
 * give a part with the factor h: 1/c − 1/a = h/(a c), and with p = 1/(c + 4), q = 1/(a + 4):
 * `Σ h/((a + i)(c + i)) + log((a + 4)/(c + 4)) + h p q [1/2 + (p + q)/12 − (p + q)(p² + q²)/120 + (p + q)(p⁴ + p² q² + q⁴)/252]`.
 */
export function digammaDifference(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, c, h],
    (a, c, h) => {
      const [p, q] = [tf.div(1, tf.add(c, shift)), tf.div(1, tf.add(a, shift))];
      const [pp, qq] = [tf.square(p), tf.square(q)];
      const fourth = tf.addN([tf.square(pp), tf.mul(pp, qq), tf.square(qq)]);
      const bracket = tf.add(tf.sub(1 / 12, tf.div(tf.add(pp, qq), 120)), tf.div(fourth, 252));
      const series = tf.mul(tf.mul(tf.mul(h, p), q), tf.add(tf.mul(tf.add(p, q), bracket), 0.5));
      const poles = Array.from({ length: shift }, (_, i) => tf.div(tf.div(h, tf.add(a, i)), tf.add(c, i)));
      return tf.addN([...poles, logShiftedQuotient(a, c, h, shift), series]);
    },
    // h follows from a and c.
    (dy, a, c, h) => [tf.mul(dy, polygamma(1, a)), tf.neg(tf.mul(dy, polygamma(1, c))), tf.zerosLike(h)],
  );
}

/**
 * `ψ′(a) − ψ′(c)`, a, c > 0, elementwise, from their exact difference h = a − c.
 *
 * As {@link digammaDifference}, of ψ′(x) = Σ_{i < 4} 1/(x + i)² + ψ′(x + 4) and 1/x + 1/(2 x²) + 1/(6 x³) − 1/(30 x⁵):
 * 1/a² − 1/c² = −h/(a c) (1/a + 1/c), and
 * `−h [Σ (1/(a + i) + 1/(c + i))/((a + i)(c + i)) + p q (1 + (p + q)/2 + (p² + p q + q²)/6 − (p⁴ + p³ q + p² q² + p q³ + q⁴)/30)]`.
 */
export function trigammaDifference(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, c, h],
    (a, c, h) => {
      const [p, q] = [tf.div(1, tf.add(c, shift)), tf.div(1, tf.add(a, shift))];
      const [sum, product] = [tf.add(p, q), tf.mul(p, q)];
      // Symmetric polynomials of p and q, in s = p + q and m = p q: s² − m, and s⁴ − 3 s² m + m².
      const square = tf.square(sum);
      const fourth = tf.add(tf.mul(square, tf.sub(square, tf.mul(product, 3))), tf.square(product));
      const bracket = tf.addN([tf.div(sum, 2), tf.div(tf.sub(square, product), 6), tf.div(fourth, -30)]);
      const series = tf.mul(tf.mul(tf.mul(h, p), q), tf.add(bracket, 1));
      const poles = Array.from({ length: shift }, (_, i) => {
        const [x, y] = [tf.add(a, i), tf.add(c, i)];
        return tf.mul(tf.div(tf.div(h, x), y), tf.add(tf.div(1, x), tf.div(1, y)));
      });
      return tf.neg(tf.addN([...poles, series]));
    },
    (dy, a, c, h) => [tf.mul(dy, polygamma(2, a)), tf.neg(tf.mul(dy, polygamma(2, c))), tf.zerosLike(h)],
  );
}

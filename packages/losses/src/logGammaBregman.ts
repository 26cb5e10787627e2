import * as tf from '@tensorflow/tfjs';
import { exponentialExcess } from './exponentialExcess.js';
import { horner } from './horner.js';
import { logShiftedQuotient } from './logShiftedQuotient.js';
import { polygamma } from './polygamma.js';
import { digammaDifference } from './polygammaDifference.js';
import { withGradient } from './withGradient.js';

const shift = 4;

/**
 * `B(a, c) = log Γ(a) − log Γ(c) − (a − c) ψ(c)`, a, c > 0, elementwise: how far log Γ at a lies above its tangent at c, which is what the
 * divergences between Gamma, Beta and Dirichlet distributions are made of. Never negative, 0 exactly at a = c, and exact for near ones, where
 * the three terms as they are written cancel.
 *
 * B is linear in the function, so each summand of log Γ(x) = log Γ(x + 4) − Σ_{i < 4} log(x + i) and of Stirling's series gives its own part. With
 * u = log(a / c) and excess(u) = exp(u) − 1 − u >= 0:
 * - −log x gives a/c − 1 − u = excess(u), and so with a + i, c + i;
 * - x log x − x gives a excess(−u), and −½ log x gives ½ excess(u);
 * - 1/(12 x) gives h²/(12 c² a) with h = a − c; −1/(360 x³) gives −h² (3a² + 2ac + c²)/(360 c⁴ a³);
 *   1/(1260 x⁵) gives h² (5a⁴ + 4a³c + 3a²c² + 2ac³ + c⁴)/(1260 c⁶ a⁵); at x >= 4 the rest is below 1e-6 of the whole.
 *
 * @param h a − c, where it is known better than from a and c, which are sums
 */
export function logGammaBregman(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor = tf.sub(a, c)): tf.Tensor {
  return withGradient([a, c, h], value, (dy, a, c, h) => [
    tf.mul(dy, digammaDifference(a, c, h)),
    tf.neg(tf.mul(dy, tangentTurn(a, c, h))),
    // h follows from a and c, along which the whole derivative goes.
    tf.zerosLike(h),
  ]);
}

/**
 * (a − c) ψ′(c), how fast the tangent turns. Its derivative in c is a ψ″(c) − g(c), g(c) = ψ′(c) + c ψ″(c) = (c ψ′(c))′, and so not the difference of
 * ψ′(c) and (c − a) ψ″(c), which for a large c and a small a are nearly the same. With y = c + 4,
 * g(c) = Σ_{i < 4} (i − c)/(c + i)³ − 4 ψ″(y) + g(y), and g(y) = −1/(2y²) − 1/(3y³) + 2/(15 y⁵) − 1/(7y⁷) + …
 */
function tangentTurn(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, c, h],
    (_, c, h) => tf.mul(h, polygamma(1, c)),
    (dy, a, c, h) => {
      const poles = Array.from({ length: shift }, (_, i) => {
        const r = tf.div(1, tf.add(c, i));
        return tf.mul(tf.mul(tf.sub(tf.mul(r, i), tf.mul(r, c)), r), r);
      });
      const y = tf.add(c, shift);
      const r = tf.div(1, y);
      const series = tf.mul(tf.square(r), horner(r, [-1 / 2, -1 / 3, 0, 2 / 15, 0, -1 / 7]));
      const g = tf.addN([...poles, tf.mul(polygamma(2, y), -shift), series]);
      // Not a ψ″(c) first: it may be infinite where dy is 0.
      const turned = tf.sub(tf.mul(tf.mul(dy, a), polygamma(2, c)), tf.mul(dy, g));
      return [tf.mul(dy, polygamma(1, c)), turned, tf.zerosLike(h)];
    },
  );
}

function value(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor): tf.Tensor {
  const logarithm = (i: number) => logShiftedQuotient(a, c, h, i);
  const recurrence = Array.from({ length: shift }, (_, i) => exponentialExcess(logarithm(i)));

  const [y, x] = [tf.add(a, shift), tf.add(c, shift)];
  const u = logarithm(shift);
  const stirling = tf.add(tf.mul(y, exponentialExcess(tf.neg(u))), tf.mul(exponentialExcess(u), 0.5));

  // In powers of p = 1/c and q = 1/a: h² p² q [1/12 − (3p² + 2pq + q²)/360 + (5p⁴ + 4p³q + 3p²q² + 2pq³ + q⁴)/1260].
  const [p, q] = [tf.div(1, x), tf.div(1, y)];
  const [pp, pq, qq] = [tf.square(p), tf.mul(p, q), tf.square(q)];
  const third = tf.addN([tf.mul(pp, 3), tf.mul(pq, 2), qq]);
  const fifth = tf.addN([
    tf.mul(tf.square(pp), 5),
    tf.mul(tf.mul(pp, pq), 4),
    tf.mul(tf.square(pq), 3),
    tf.mul(tf.mul(pq, qq), 2),
    tf.square(qq),
  ]);
  const bracket = tf.add(tf.sub(1 / 12, tf.div(third, 360)), tf.div(fifth, 1260));
  const series = tf.mul(tf.mul(tf.square(tf.mul(h, p)), q), bracket);
  return tf.addN([...recurrence, stirling, series]);
}

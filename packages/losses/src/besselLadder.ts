import * as tf from '@tensorflow/tfjs';
import { choose } from './choose.js';
import { horner } from './horner.js';
import { log1p } from './log1p.js';

const start = 14;

/**
 * What a modified Bessel function of the first kind, I of order v >= 0 at κ >= 0, is needed for: elementwise, without overflow, without
 * cancellation, from κ = 0 to beyond 1e6.
 *
 * With r_v = I_{v+1}(κ) / I_v(κ), R_v = κ r_v and G_v = log(Γ(v + 1) (2/κ)^v I_v(κ)), which has G_v(0) = 0 and the derivative r_v, this gives
 * r_v (`ratio`), its derivative (`slope`), G_v (`logSeries`) and K_v = R_v − G_v (`divergence`), whose derivative is κ r_v′ (`curve`).
 *
 * The recurrence I_i = 2(i + 1)/κ I_{i+1} + I_{i+2}, taken downwards from n = max(v, 14 or more), has positive terms only:
 * - R_i = κ²/(c + R_{i+1}), c = 2(i + 1);
 * - G_i = G_{i+1} + log1p(R_{i+1}/c);
 * - r_i′ = (c − κ² r_{i+1}′)/(c + R_{i+1})²;
 * - for large κ, where all R_i are near κ, δ_i = κ − R_i = κ (c − δ_{i+1})/(c + κ − δ_{i+1}), which is near i + ½.
 *
 * The start is Debye's uniform expansion in 1/n. With z = κ/n, w = √(1 + z²), s = w − 1 = z²/(1 + w), t = 1/w, and D₁, D₂, D₃ the
 * coefficients of the logarithm of its series, D₁ = (3t − 5t³)/24, D₂ = (t² − 6t⁴ + 5t⁶)/16, D₃ = 25t³/384 − 531t⁵/640 + 221t⁷/128 − 1105t⁹/1152,
 * whose values at t = 1 are those of Stirling's series, so that (1 − t) is a factor of every difference:
 * - G_n = n (s − log1p(s/2)) − ½ log1p(s) + Σ (D_k(t) − D_k(1))/n^k;
 * - R_n = n s − ½ (1 − t²) − Σ (t − t³) D_k′(t)/n^k;
 * - K_n = R_n − G_n = n log1p(s/2) − ½ (1 − t²) + ½ log1p(s) − Σ E_k(t)/n^k, E_k = (t − t³) D_k′ + D_k(t) − D_k(1), written out because
 *   R_n and G_n both grow as κ, and K_n as log κ.
 *
 * What is left out is below 2e-6 of each at n = 14. `oracles/bessel_coefficients.py` derives the polynomials.
 *
 * @see NIST Digital Library of Mathematical Functions, 10.41.3 (Debye), 10.29.1 (recurrence)
 */
export function besselLadder(order: number, kappa: tf.Tensor): BesselLadder {
  const steps = Math.max(1, Math.ceil(start - order));
  const n = order + steps;
  const z = tf.div(kappa, n);
  // Beyond 1e9 w is z, and the square would soon leave the range of float32.
  const held = tf.minimum(z, 1e9);
  const w = tf.add(tf.sqrt(tf.add(tf.square(held), 1)), tf.sub(z, held));
  const s = tf.mul(z, tf.div(z, tf.add(w, 1)));
  const t = tf.div(1, w);
  const [left, leftSquare] = [tf.mul(s, t), tf.square(tf.mul(z, t))]; // 1 − t and 1 − t²
  const inPowersOfN = (...series: readonly (readonly number[])[]) =>
    tf.addN(series.map((coefficients, k) => tf.div(horner(t, coefficients), n ** (k + 1))));

  const bend = tf.mul(leftSquare, tf.add(inPowersOfN(...slopes), 0.5));
  const top = tf.sub(tf.mul(s, n), bend);
  // z − s = 1 − 1/(w + z) tends to 1 as κ grows.
  let short = tf.add(tf.mul(tf.sub(1, tf.div(1, tf.add(w, z))), n), bend);
  const shortTop = short;
  let r = top;
  let ratio = tf.div(top, kappa);
  // κ r_n′ = K_n′ = z t/(2 + s) + (½ z t² − z t⁴ + z t³ Σ E_k′(t)/n^k)/n, of which z is the factor n/κ takes away.
  const rest = tf.add(tf.sub(0.5, tf.square(t)), tf.mul(t, inPowersOfN(...excessSlopes)));
  // r′ is carried times max(κ, 1): for a large κ it is as 1/κ², and κ r′ is what is needed.
  const scale = tf.maximum(kappa, 1);
  let bent = tf.mul(tf.mul(t, tf.div(scale, n)), tf.add(tf.div(1, tf.add(s, 2)), tf.div(tf.mul(t, rest), n)));
  const logs: tf.Tensor[] = [];
  for (let i = n - 1; i > order - 0.5; i--) {
    const c = 2 * (i + 1);
    const below = tf.add(r, c);
    logs.push(log1p(tf.div(r, c)));
    const fallen = tf.div(tf.sub(c, short), tf.add(tf.sub(kappa, short), c));
    // δ_i/κ is the rest of r_i to 1, which κ/(c + R) would round to above 1 in the end.
    ratio = choose([kappa], (kappa) => tf.less(kappa, n), tf.div(kappa, below), tf.sub(1, fallen));
    bent = tf.sub(tf.mul(tf.div(c, below), tf.div(scale, below)), tf.mul(tf.square(ratio), bent));
    short = tf.mul(kappa, fallen);
    r = tf.mul(kappa, ratio);
  }
  const [half, log] = [log1p(tf.div(s, 2)), log1p(s)];
  return {
    ratio,
    slope: tf.div(bent, scale),
    curve: tf.mul(bent, tf.minimum(kappa, 1)),
    logSeries: () =>
      tf.addN([tf.sub(tf.mul(tf.sub(s, half), n), tf.div(log, 2)), tf.mul(left, inPowersOfN(...heights)), ...logs]),
    divergence: () => {
      const first = tf.sub(tf.add(tf.mul(half, n), tf.div(log, 2)), tf.mul(leftSquare, 0.5));
      const atTop = tf.sub(first, tf.mul(left, inPowersOfN(...excesses)));
      const climbed = tf.where(tf.less(kappa, n), tf.sub(r, top), tf.sub(shortTop, short));
      return tf.sub(tf.add(atTop, climbed), tf.addN(logs));
    },
  };
}

/** See {@link besselLadder}. */
export interface BesselLadder {
  readonly ratio: tf.Tensor;
  readonly slope: tf.Tensor;
  readonly curve: tf.Tensor;
  logSeries(): tf.Tensor;
  divergence(): tf.Tensor;
}

// t D_k′(t).
const slopes = [
  [0, 1 / 8, 0, -5 / 8],
  [0, 0, 1 / 8, 0, -3 / 2, 0, 15 / 8],
  [0, 0, 0, 25 / 128, 0, -531 / 128, 0, 1547 / 128, 0, -1105 / 128],
] as const;
// (D_k(t) − D_k(1)) / (1 − t).
const heights = [
  [1 / 12, 5 / 24, 5 / 24],
  [0, 0, 1 / 16, 1 / 16, -5 / 16, -5 / 16],
  [-1 / 360, -1 / 360, -1 / 360, 359 / 5760, 359 / 5760, -221 / 288, -221 / 288, 1105 / 1152, 1105 / 1152],
] as const;
// E_k(t) / (1 − t).
const excesses = [
  [1 / 12, 1 / 3, 1 / 3, -5 / 8, -5 / 8],
  [0, 0, 3 / 16, 3 / 16, -29 / 16, -29 / 16, 15 / 8, 15 / 8],
  [
    -1 / 360,
    -1 / 360,
    -1 / 360,
    371 / 1440,
    371 / 1440,
    -5663 / 1152,
    -5663 / 1152,
    3757 / 288,
    3757 / 288,
    -1105 / 128,
    -1105 / 128,
  ],
] as const;
// E_k′(t).
const excessSlopes = [
  [1 / 4, 0, -23 / 8, 0, 25 / 8],
  [0, 3 / 8, 0, -8, 0, 177 / 8, 0, -15],
  [0, 0, 25 / 32, 0, -3311 / 128, 0, 16093 / 128, 0, -24973 / 128, 0, 12155 / 128],
] as const;

import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { besselIRatio } from './logBesselI.js';
import { checkSphere } from './logSphereArea.js';

/**
 * How a draw of a von Mises–Fisher distribution moves with its concentration: the derivative in κ, at a fixed probability, of `g = 1 − w`, with
 * w the cosine of the angle to the mean.
 *
 * w has the density `f(w) ∝ (1 − w²)^{(m−3)/2} e^{κw}` and the distribution function F, so that
 * `dg/dκ = (∂F/∂κ)/f(w) = −∫_w^1 (t − A) f(t) dt / f(w)`, A = E[w] = I_{m/2}(κ)/I_{m/2−1}(κ): the same whatever sampler made the draw. Over the
 * angle `t = cos θ` the integral has smooth parts alone, and is taken at 32 points of Gauss and Legendre.
 *
 * @param gap g = 1 − w, above 0 and below 2, `[batch]`
 * @param kappa concentrations, positive, `[batch]`
 * @param dimension m, of the space around the sphere; a whole number of at least 2
 * @returns `[batch]`, not positive; relatively exact to 1e-3, less so where a draw is less likely than 1e-4
 * @throws when the shapes differ or `dimension` is not a whole number of at least 2
 * @see Figurnov, Mohamed and Mnih 2018, "Implicit reparameterization gradients", equation 7
 */
export function vonMisesFisherSlope(gap: tf.Tensor, kappa: tf.Tensor, dimension: number): tf.Tensor1D {
  checkShapes('vonMisesFisherSlope', { gap, kappa }, 'give a concentration for every draw');
  checkSphere('vonMisesFisherSlope', dimension);
  const { points, weights } = gaussLegendre(32);
  return inFloat([gap, kappa], (gap, kappa) => {
    const g = tf.reshape(gap, [-1, 1]);
    const k = tf.reshape(kappa, [-1, 1]);
    // Half the angle, up to that of w: 1 − cos θ = 2 sin²(θ/2).
    const end = tf.asin(tf.sqrt(tf.div(g, 2)));
    const half = tf.mul(end, tf.tensor2d(points, [1, points.length]));
    const short = tf.mul(tf.square(tf.sin(half)), 2);
    const width = tf.sin(tf.mul(end, 2));
    const wide = tf.sin(tf.mul(half, 2));
    // sin^{m−2} θ / sin^{m−3} θ_w · e^{κ (cos θ − w)}.
    const logRatio = tf.add(tf.mul(tf.log(tf.div(wide, width)), dimension - 2), tf.mul(k, tf.sub(g, short)));
    const ratio = tf.mul(width, tf.exp(tf.minimum(logRatio, 60)));
    const beyond = tf.sub(tf.sub(1, besselIRatio(dimension / 2 - 1, k)), short);
    const steps = tf.mul(tf.mul(end, 2), tf.tensor2d(weights, [1, weights.length]));
    const integral = tf.sum(tf.mul(steps, tf.mul(ratio, beyond)), 1);
    return tf.minimum(tf.neg(integral), 0) as tf.Tensor1D;
  });
}

/** Points and weights of the rule of Gauss and Legendre on [0, 1]: roots of a Legendre polynomial by Newton's method. */
function gaussLegendre(count: number): { points: number[]; weights: number[] } {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 8; round++) {
      let [before, value] = [1, x];
      for (let n = 2; n <= count; n++) [before, value] = [value, ((2 * n - 1) * x * value - (n - 1) * before) / n];
      slope = (count * (x * value - before)) / (x * x - 1);
      x -= value / slope;
    }
    points.push((1 + x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

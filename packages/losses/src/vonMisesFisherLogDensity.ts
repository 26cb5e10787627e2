import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { inFloat } from './inFloat.js';
import { logBesselI } from './logBesselI.js';

const log2Pi = 1.8378770664093453;

/**
 * The log-density of a von Mises–Fisher distribution on the sphere S^{m−1} in R^m,
 * `κ·μᵀz + (m/2 − 1) log κ − (m/2) log 2π − log I_{m/2−1}(κ)`, with respect to the sphere's own area.
 *
 * @param z points of length 1, `[batch, m]`
 * @param mean directions μ of length 1, the shape of `z`
 * @param kappa concentrations κ, positive, `[batch]`
 * @returns `[batch]`, in nats; |error| <= 1e-5 of the sum of its terms, of which κ·μᵀz and log I are near κ
 * @throws when the shapes do not fit, or m is below 2
 * @see Davidson et al. 2018, "Hyperspherical Variational Auto-Encoders", equations 5 and 6
 */
export function vonMisesFisherLogDensity(z: tf.Tensor, mean: tf.Tensor, kappa: tf.Tensor): tf.Tensor1D {
  checkShapes('vonMisesFisherLogDensity', { z, mean }, 'give a direction for every point');
  const [rows, m] = z.shape as [number, number];
  if (z.rank !== 2 || m < 2 || kappa.size !== rows)
    throw new Error(
      `vonMisesFisherLogDensity: \`z\` has shape [${z.shape}] and \`kappa\` [${kappa.shape}]; expected [batch,m] with m of at least 2, and [batch]`,
    );
  return inFloat([z, mean, kappa], (z, mean, kappa) => {
    const each = tf.reshape(kappa, [rows]);
    const order = m / 2 - 1;
    // μᵀz = 1 − ½|z − μ|², which keeps the digits of a point near the mean.
    const cosine = tf.sub(1, tf.mul(tf.sum(tf.square(tf.sub(z, mean)), 1), 0.5));
    const logPower = order === 0 ? 0 : tf.mul(tf.log(each), order);
    const normalizer = tf.sub(tf.sub(logPower, (m / 2) * log2Pi), logBesselI(order, each));
    return tf.add(tf.mul(each, cosine), normalizer) as tf.Tensor1D;
  });
}

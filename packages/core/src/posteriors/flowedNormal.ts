import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { standardNormalLogDensity } from '@vaekit/losses';
import type { Flowed } from '../flowed.js';
import type { BuiltPosterior, Parameter } from '../parts.js';

/**
 * A diagonal normal behind an invertible map f of codes, `z = f(z₀)`, `z₀ = μ + σ·ε`: the encoder gives `mean` = μ and `logVar` = log σ², both of the
 * latent's shape, and more parameters of the map. A draw knows its density,
 * `log q(z|x) = −½ Σ [log 2π + ε² + log σ²] − log |det ∂f/∂z₀|`, nats; the center is f(μ).
 *
 * @param through f, from `[rows, d]` and the further parameters
 */
export function flowedNormal(
  latent: readonly number[],
  more: readonly Parameter[],
  through: (z: tf.Tensor, given: readonly tf.Tensor[]) => Flowed,
): BuiltPosterior {
  const d = sizeFromShape(latent);
  const flowed = (start: tf.Tensor, given: readonly tf.Tensor[]): Flowed => {
    const { z, logDet } = through(tf.reshape(start, [-1, d]), given);
    return { z: tf.reshape(z, start.shape), logDet };
  };
  return {
    drawsHaveDensity: true,
    parameters: [{ name: 'mean', shape: latent }, { name: 'logVar', shape: latent }, ...more],
    noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
    draw([mean, logVar, ...given], { eps }) {
      const { z, logDet } = flowed(tf.add(mean!, tf.mul(tf.exp(tf.mul(logVar!, 0.5)), eps!)), given);
      const halfLogVar = tf.mul(tf.sum(tf.reshape(logVar!, [-1, d]), 1), 0.5);
      return { z, logDensity: tf.sub(standardNormalLogDensity(eps!), tf.add(halfLogVar, logDet)) as tf.Tensor1D };
    },
    center: ([mean, , ...given]) => flowed(mean!, given).z,
  };
}

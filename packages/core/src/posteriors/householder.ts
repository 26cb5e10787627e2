import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { flowedNormal } from './flowedNormal.js';

/** Options of {@link householder}. */
export interface HouseholderOptions {
  /** The number T of reflections. Default 2. */
  readonly steps?: number;
}

/**
 * A diagonal normal behind T reflections, `z = H_T···H_1·z₀` with `z₀ = μ + σ·ε` and `H_t = I − 2·v_t·v_tᵀ/|v_t|²`: a normal with the covariance
 * `H·diag(σ²)·Hᵀ`, H = H_T···H_1, for d numbers a reflection where `fullNormal()` takes d(d−1)/2.
 *
 * The encoder gives `mean` = μ and `logVar` = log σ², both of the latent's shape, and `axes`, `[T, d]`, all v_t at once; an axis whose length is below 1e-6
 * reflects nothing. A reflection keeps volumes and undoes itself, so that `log q(z|x) = log N(H_1···H_T·z; μ, diag σ²)`, nats, for any z. It is of no
 * family: its divergence is estimated from the draws.
 *
 * @throws RangeError when `steps` is not a whole number of at least 1, or the latent has one element, where a reflection is a change of sign
 * @see Tomczak and Welling 2016, "Improving variational auto-encoders using Householder flow", section 3; there v_t is a linear map of v_{t−1}
 */
export const householder: PartFactory<Posterior, [options?: HouseholderOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'householder',
  example: { parts: { posterior: { kind: 'householder', steps: 2 } } },
  make: householderPosterior,
});

function householderPosterior({ steps = 2 }: HouseholderOptions = {}): Posterior {
  requireCount('householder', 'steps', steps);
  return {
    config: { kind: 'householder', steps },
    build({ latent }): BuiltPosterior {
      const d = sizeFromShape(latent);
      if (d < 2)
        throw new RangeError(
          `householder: the latent has shape [${latent.join(',')}], one element; expected at least 2, or take diagonalNormal()`,
        );
      return {
        ...flowedNormal(latent, [{ name: 'axes', shape: [steps, d] }], (z, [axes]) => ({
          z: reflected(z, unitAxes(axes!), forward(steps)),
          logDet: tf.zeros([z.shape[0]!]),
        })),
        logDensity: ([mean, logVar, axes], z) =>
          normalLogDensity(reflected(z, unitAxes(axes!), forward(steps).toReversed()), mean!, logVar!),
      };
    },
  };
}

const forward = (steps: number): number[] => Array.from({ length: steps }, (_, step) => step);

/** Axes of length 1, `[rows, steps, d]`; what is shorter than 1e-6 stays so short that its reflection is the identity in float32. */
function unitAxes(axes: tf.Tensor): tf.Tensor {
  const square = tf.sum(tf.square(axes), 2, true);
  return tf.div(axes, tf.sqrt(tf.where(tf.greater(square, 1e-12), square, 1)));
}

/** Codes after the reflections of the given numbers, in that order, in their own shape. */
function reflected(z: tf.Tensor, axes: tf.Tensor, order: readonly number[]): tf.Tensor {
  const [rows, , d] = axes.shape as [number, number, number];
  let flat = tf.reshape(z, [rows, d]);
  for (const step of order) {
    const axis = tf.reshape(tf.slice(axes, [0, step, 0], [rows, 1, d]), [rows, d]);
    flat = tf.sub(flat, tf.mul(axis, tf.mul(tf.sum(tf.mul(axis, flat), 1, true), 2)));
  }
  return tf.reshape(flat, z.shape);
}

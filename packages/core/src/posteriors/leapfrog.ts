import * as tf from '@tensorflow/tfjs';
import { withGradientMends } from '../gradients/withGradientMends.js';
import type { Peers } from '../parts.js';

/**
 * Refuses a prior without a density, by which draws would be moved.
 *
 * @param caller the posterior whose error it is
 */
export function requireMovingDensity(caller: string, { prior }: Peers): void {
  if (prior.logDensity !== undefined) return;
  throw new Error(
    `${caller}: a draw is moved by log p(x, z), but the prior has no density p(z); take one that has, such as standardNormal(), or another posterior`,
  );
}

/** A place and a momentum, `[rows, ...latent]`. */
export interface PhasePoint {
  readonly z: tf.Tensor;
  readonly momentum: tf.Tensor;
}

/** How {@link temperedLeapfrog} steps. */
export interface Leapfrog {
  readonly steps: number;
  /** The length of a step, a scalar or one for each dimension. */
  readonly step: tf.Tensor;
  /** β₀ in (0, 1], a scalar: the inverse temperature at the beginning. */
  readonly tempering: tf.Tensor;
}

/**
 * Steps of Hamiltonian dynamics in the potential −log p, cooled from the temperature 1/β₀ to 1: each is half a push of the momentum, a step of the place,
 * half a push, and the momentum times `√β_{k−1}/√β_k`, where `1/√β_k = (1 − 1/√β₀) k²/K² + 1/√β₀`.
 *
 * Without the factors the volume of phase space is kept; with them it shrinks by `β₀^{d/2}`, d the size of a code.
 *
 * @param logDensity log p at places, `[rows]`; its gradient is taken inside, and can be differentiated
 * @see Caterini, Doucet and Sejdinovic 2018, "Hamiltonian variational auto-encoder", section 3.2, equations 7 to 10
 */
export function temperedLeapfrog(
  start: PhasePoint,
  { steps, step, tempering }: Leapfrog,
  logDensity: (z: tf.Tensor) => tf.Tensor1D,
): PhasePoint {
  let { z, momentum } = start;
  const half = tf.mul(step, 0.5);
  const pushed = (at: tf.Tensor, by: tf.Tensor): tf.Tensor =>
    tf.add(
      by,
      tf.mul(
        half,
        withGradientMends(() => tf.grad((place: tf.Tensor) => tf.sum(logDensity(place)))(at)),
      ),
    );
  const hot = tf.div(1, tf.sqrt(tempering));
  const inverseRoot = (k: number): tf.Tensor => tf.add(tf.mul(tf.sub(1, hot), (k / steps) ** 2), hot);
  for (let k = 1; k <= steps; k++) {
    momentum = pushed(z, momentum);
    z = tf.add(z, tf.mul(step, momentum));
    momentum = tf.mul(pushed(z, momentum), tf.div(inverseRoot(k), inverseRoot(k - 1)));
  }
  return { z, momentum };
}

import * as tf from '@tensorflow/tfjs';

/** What steps go toward: the logarithm of a density up to a constant, `[rows]`, and its gradient, of the shape of z. */
export interface WalkTarget {
  log(z: tf.Tensor): tf.Tensor;
  slope(z: tf.Tensor): tf.Tensor;
}

/** What a step draws. */
export interface HamiltonianDraws {
  /** Standard normal, of the shape of z. */
  readonly momentum: tf.Tensor;
  /** Uniform numbers to accept by, `[rows]`. */
  readonly uniform: tf.Tensor;
}

/** Codes after a step, and whether each row was accepted (1) or stayed (0), `[rows]`. */
export interface HamiltonianEnd {
  readonly z: tf.Tensor;
  readonly accepted: tf.Tensor;
}

/**
 * One step of Hamiltonian Monte Carlo, which keeps the target's density: `leapfrog` steps of its dynamics, then each row is accepted with the probability
 * min(1, e^(gain of log density less kinetic energy)), or stays. A row whose end is not finite stays.
 *
 * @param z `[rows, …]`
 * @param step the length of a leapfrog step: a number, or a tensor that broadcasts to z
 * @see Neal 2011, "MCMC using Hamiltonian dynamics", section 5.3.2.1
 */
export function hamiltonianStep(
  z: tf.Tensor,
  { momentum, uniform }: HamiltonianDraws,
  target: WalkTarget,
  { leapfrog, step }: { readonly leapfrog: number; readonly step: number | tf.Tensor },
): HamiltonianEnd {
  const rows = z.shape[0]!;
  const half = tf.mul(0.5, step);
  const energy = (at: tf.Tensor, moving: tf.Tensor): tf.Tensor =>
    tf.sub(tf.mul(0.5, tf.sum(tf.reshape(tf.square(moving), [rows, -1]), 1)), target.log(at));
  let at = z;
  let moving = tf.add(momentum, tf.mul(half, target.slope(z)));
  for (let i = 1; i <= leapfrog; i++) {
    at = tf.add(at, tf.mul(step, moving));
    moving = tf.add(moving, tf.mul(i === leapfrog ? half : step, target.slope(at)));
  }
  const gain = tf.sub(energy(z, momentum), energy(at, moving));
  // A gain that is not finite compares as false: the row stays.
  const accepted = tf.less(tf.log(uniform), gain);
  const taken = tf.reshape(accepted, [rows, ...z.shape.slice(1).map(() => 1)]);
  // Chosen, not weighed: where a row is refused its end may not be finite, and 0 · ∞ is not 0.
  return { z: tf.where(taken, at, z), accepted: tf.cast(accepted, 'float32') };
}

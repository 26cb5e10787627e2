import * as tf from '@tensorflow/tfjs';

/** What a walk goes toward: the logarithm of a density up to a constant, `[rows]`, and its gradient, `[rows, d]`. */
export interface WalkTarget {
  log(z: tf.Tensor): tf.Tensor;
  slope(z: tf.Tensor): tf.Tensor;
}

/** How long a walk is. */
export interface WalkSteps {
  readonly chain: number;
  readonly leapfrog: number;
  readonly stepSize: number;
}

/**
 * The end of Hamiltonian Monte Carlo from a start `[rows, d]`: `chain` times `leapfrog` steps with a fresh momentum, accepted with the probability
 * min(1, e^(gain of log density and kinetic energy)). Momenta are `[rows, chain, d]`, uniform numbers to accept by `[rows, chain]`.
 *
 * @see Neal 2011, "MCMC using Hamiltonian dynamics", section 3
 */
export function hamiltonianWalk(
  start: tf.Tensor,
  { momentum, accept }: { readonly momentum: tf.Tensor; readonly accept: tf.Tensor },
  target: WalkTarget,
  { chain, leapfrog, stepSize }: WalkSteps,
): tf.Tensor {
  const [rows, d] = start.shape as [number, number];
  const energy = (z: tf.Tensor, rho: tf.Tensor): tf.Tensor => tf.sub(target.log(z), tf.mul(tf.sum(tf.square(rho), 1), 0.5));
  let z = start;
  for (let step = 0; step < chain; step++) {
    const rho = tf.reshape(tf.slice(momentum, [0, step, 0], [rows, 1, d]), [rows, d]);
    let [at, moving] = [z, tf.add(rho, tf.mul(target.slope(z), stepSize / 2))];
    for (let i = 1; i <= leapfrog; i++) {
      at = tf.add(at, tf.mul(moving, stepSize));
      moving = tf.add(moving, tf.mul(target.slope(at), i === leapfrog ? stepSize / 2 : stepSize));
    }
    const gain = tf.sub(energy(at, moving), energy(z, rho));
    const u = tf.reshape(tf.slice(accept, [0, step], [rows, 1]), [rows]);
    const taken = tf.reshape(tf.cast(tf.less(tf.log(tf.add(u, 1e-20)), gain), 'float32'), [rows, 1]);
    z = tf.add(tf.mul(taken, at), tf.mul(tf.sub(1, taken), z));
  }
  return z;
}

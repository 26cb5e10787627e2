import * as tf from '@tensorflow/tfjs';
import { hamiltonianStep, type WalkTarget } from './hamiltonianStep.js';

/** How long a walk is. */
export interface WalkSteps {
  readonly chain: number;
  readonly leapfrog: number;
  readonly stepSize: number;
}

/**
 * The end of Hamiltonian Monte Carlo from a start `[rows, d]`: `chain` steps of `leapfrog` steps each, with fresh momenta, `[rows, chain, d]`, and uniform
 * numbers to accept by, `[rows, chain]`.
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
  let z = start;
  for (let step = 0; step < chain; step++) {
    const draws = {
      momentum: tf.reshape(tf.slice(momentum, [0, step, 0], [rows, 1, d]), [rows, d]),
      uniform: tf.reshape(tf.slice(accept, [0, step], [rows, 1]), [rows]),
    };
    ({ z } = hamiltonianStep(z, draws, target, { leapfrog, step: stepSize }));
  }
  return z;
}

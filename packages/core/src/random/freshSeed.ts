import type * as tf from '@tensorflow/tfjs';

const seeds = new WeakMap<tf.Tensor, number>();

/** A seed that nobody chose, from the platform's cryptographic source. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!;
}

/** Notes the seed that a tensor was drawn with, and gives the tensor back. */
export function rememberSeed<T extends tf.Tensor>(drawn: T, seed: number): T {
  seeds.set(drawn, seed);
  return drawn;
}

/**
 * The seed that `sample`, `samplePrior`, `impute` or a drawing `encode`, `decode` or `reconstruct` has used, to draw the same again: `sample(model, { seed: seedOf(pictures) })`.
 *
 * @returns `undefined` for tensors that were not drawn by these
 */
export const seedOf = (drawn: tf.Tensor): number | undefined => seeds.get(drawn);

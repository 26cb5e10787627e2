import * as tf from '@tensorflow/tfjs';
import type { Pass } from '../pass.js';

/** What importance-weighted bounds are made of, all `[batch, draws]`, nats. */
export interface ImportanceTerms {
  /** −log p(x|z). */
  readonly nll: tf.Tensor2D;
  /** log q(z|x) − log p(z). */
  readonly logRatio: tf.Tensor2D;
  /** log w = log p(x, z) − log q(z|x). */
  readonly logWeights: tf.Tensor2D;
}

/** The terms of a pass. `logPosterior` is log q(z|x) where that is not the pass's own. */
export function importanceTerms(pass: Pass, logPosterior: tf.Tensor2D = pass.logPosterior()): ImportanceTerms {
  const nll = pass.reconstruction();
  const logRatio = tf.sub(logPosterior, pass.logPrior()) as tf.Tensor2D;
  return { nll, logRatio, logWeights: tf.neg(tf.add(nll, logRatio)) as tf.Tensor2D };
}

/** A negative bound `[batch]` as terms that add up to it: the means over the draws, and by how much it is below their sum. */
export function boundTerms(
  { nll, logRatio }: Pick<ImportanceTerms, 'logRatio' | 'nll'>,
  loss: tf.Tensor1D,
): Readonly<Record<'kl' | 'reconstruction' | 'tightening', tf.Tensor1D>> {
  const reconstruction = tf.mean(nll, 1) as tf.Tensor1D;
  const kl = tf.mean(logRatio, 1) as tf.Tensor1D;
  return { reconstruction, kl, tightening: tf.sub(loss, tf.add(reconstruction, kl)) as tf.Tensor1D };
}

/**
 * Options that name a weight of the divergence, which a program without types may give.
 *
 * @throws RangeError when there is one, other than 1: what is left is no bound
 */
export function requireNoBeta(caller: string, options: object): void {
  const { beta = 1 } = options as { readonly beta?: unknown };
  if (beta !== 1)
    throw new RangeError(
      `${caller}: \`beta\` is ${String(beta)}; with a weighted divergence an importance-weighted bound is none, so leave it out, or take elbo({ beta })`,
    );
}

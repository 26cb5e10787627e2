import * as tf from '@tensorflow/tfjs';
import { type DiagonalMoments, diagonalMoments } from '../family.js';
import type { Pass } from '../pass.js';
import { contextFor } from '../ownScalars.js';
import { requireKnownLabels } from '../residual.js';

/** A posterior in the coordinates in which the prior is N(0, I). */
export interface SeenFromPrior extends DiagonalMoments {
  /** A code `[batch, ...latent]` in these coordinates, `[batch, size]`. */
  standardized(z: tf.Tensor): tf.Tensor;
}

/**
 * The posterior as it is seen from the prior, `r = (z − mean)/deviation`; mean and logVar `[batch, size]`. One draw an example.
 *
 * @param caller whose error it is
 * @throws Error when posterior or prior is not a diagonal normal, or the prior takes rows without a label
 */
export function seenFromPrior(caller: string, pass: Pass): SeenFromPrior {
  const { posterior, prior } = pass.model;
  requireKnownLabels(caller, prior);
  const family = posterior.family?.(pass.posteriorParameters(), pass.drawContext);
  const q = diagonalMoments(caller, 'the posterior', family);
  const p = diagonalMoments(caller, 'the prior', prior.family?.(contextFor('prior', pass.drawContext)));
  const precision = tf.exp(tf.mul(p.logVar, -0.5));
  const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [pass.rows, -1]);
  const standardized = (x: tf.Tensor): tf.Tensor => flat(tf.mul(tf.sub(x, p.mean), precision));
  return { standardized, mean: standardized(q.mean), logVar: flat(tf.sub(q.logVar, p.logVar)) };
}

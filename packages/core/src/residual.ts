import * as tf from '@tensorflow/tfjs';
import { contextFor } from './ownScalars.js';
import type { BuiltPrior } from './parts.js';
import type { Pass } from './pass.js';

/** Throws where a prior takes rows whose label is not known: such a code has no class to be seen from. */
export function requireKnownLabels(caller: string, prior: BuiltPrior): void {
  if (prior.marginalizesLabels !== true) return;
  throw new Error(
    `${caller}: the prior sums over labels that are not known, but codes are seen from the mean of their class; leave \`unknownLabels\` out and give every row a label`,
  );
}

/**
 * Codes as they are seen from their class: `r = (z − μ^y)/σ^y` where a class moves the prior, else z itself.
 *
 * @param caller whose error it is
 * @param z `[rows, ...latent]`, codes of the rows of `drawContext`
 * @returns `[rows, size of a code]`
 * @throws Error when the prior takes rows whose label is not known
 */
export function residual(caller: string, pass: Pass, z: tf.Tensor): tf.Tensor2D {
  const { prior } = pass.model;
  requireKnownLabels(caller, prior);
  const moved = prior.shift?.residual(z, contextFor('prior', pass.drawContext)) ?? z;
  return tf.reshape(moved, [pass.drawContext.rows, -1]) as tf.Tensor2D;
}

import type { BuiltPrior } from './parts.js';

/**
 * Refuses to train against a density that is a bound at draws of noise that are always the same: networks that see nothing else learn those draws, and the
 * bound then rises above log p(z) without end. It is for scores.
 *
 * @throws Error in the name of `caller`, with the remedy
 */
export function requireTrainableDensity(caller: string, prior: BuiltPrior): void {
  if (prior.densityIsBound === true)
    throw new Error(
      `${caller}: log p(z) of this prior is a bound at draws that are always the same, and training against it learns those draws; train the model under another prior, such as standardNormal(), then fit this one itself to the codes: fitPrior(model, prior, data)`,
    );
}

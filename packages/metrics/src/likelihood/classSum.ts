import type { Vae } from '@vaekit/core';
import type { Found } from './batchLikelihood.js';

/** log Σ_y p(y) p(x|y) from what was found under each class; errors and sizes by p(y|x). */
export function classSum(found: readonly Found[], probabilities: readonly number[]): Found {
  const mixed = (terms: readonly number[]): { value: number; weights: number[] } => {
    const joint = terms.map((term, y) => term + Math.log(probabilities[y]!));
    const largest = Math.max(...joint);
    const weights = joint.map((term) => Math.exp(term - largest));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { value: largest + Math.log(sum), weights: weights.map((weight) => weight / sum) };
  };
  const { value, weights } = mixed(found.map((each) => each.value));
  return {
    value,
    variance: found.reduce((sum, each, y) => sum + weights[y]! ** 2 * each.variance, 0),
    size: found.reduce((sum, each, y) => sum + weights[y]! * each.size, 0),
    bounds: found[0]!.bounds.map((_, at) => mixed(found.map((each) => each.bounds[at]!)).value),
  };
}

/** p(y), checked. Default: all classes alike. */
export function checkedProbabilities(model: Vae, given: readonly number[] | undefined): readonly number[] {
  const classes = model.classes!;
  const probabilities = given ?? Array.from({ length: classes }, () => 1 / classes);
  const sum = probabilities.reduce((total, value) => total + value, 0);
  if (probabilities.length !== classes || probabilities.some((value) => !(value >= 0)) || Math.abs(sum - 1) > 1e-6)
    throw new Error(
      `logLikelihood: \`classProbabilities\` has ${probabilities.length} numbers that sum to ${sum}; give one for each of the ${classes} classes, summing to 1`,
    );
  return probabilities;
}

import type { Binarization } from '@vaekit/core';

/** What an estimate of a likelihood is an estimate of, and how it was made. Numbers of different protocols do not compare. */
export interface LikelihoodProtocol {
  /** `-log p(x)`, `-log p(x|y)` of models that are told the label, or `-log p(x) = -log sum_y p(y) p(x|y)`. */
  readonly quantity: string;
  /** `pseudoNll`: a Bernoulli cross-entropy on gray values, the likelihood of nothing. */
  readonly name: 'nll' | 'pseudoNll';
  readonly estimator: 'annealed importance sampling' | 'exact' | 'importance sampling';
  /** Draws or chains an example; absent where it is exact. */
  readonly draws?: number;
  /** The kind of p(x|z). */
  readonly likelihood: string;
  /** Whether values are probabilities of discrete data, at most 1 each, or densities, which depend on the unit of x. */
  readonly measure: 'density' | 'mixed' | 'probability';
  readonly binarization: Binarization;
  /** What the densities of scaled numbers were corrected by, nats an example; absent where nothing was. */
  readonly logJacobian?: 'of the scaling, added';
  /** p(y), where classes were summed over. */
  readonly classProbabilities?: readonly number[];
  readonly examples: number;
  /** CRC-32 of the examples, so that one test set is told from another: of the values that were observed, and of −log p(x|y) also of what they are conditioned on. */
  readonly data: string;
  readonly unit: 'nats per example';
}

/** What says which model it is, and not what is measured. */
const OF_THE_MODEL = new Set<string>(['likelihood']);

/** What is measured: how a model comes to it, behind the `=`, is its own affair. */
const measured = (protocol: LikelihoodProtocol): LikelihoodProtocol => ({
  ...protocol,
  quantity: protocol.quantity.split(' = ')[0]!,
});

/**
 * Throws unless two estimates may be compared. −log p(x) of a class model, summed over its classes, compares with that of a model without classes.
 *
 * @throws Error that names each field in which the protocols differ
 */
export function requireSameProtocol(caller: string, a: LikelihoodProtocol, b: LikelihoodProtocol): void {
  const fields = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (field) => !OF_THE_MODEL.has(field) && (field !== 'classProbabilities' || (field in a && field in b)),
  );
  const of = (protocol: LikelihoodProtocol, field: string): string =>
    JSON.stringify((measured(protocol) as unknown as Record<string, unknown>)[field] ?? null);
  const different = fields.filter((field) => of(a, field) !== of(b, field));
  if (different.length === 0) return;
  const told = different.map((field) => `${field} ${of(a, field)} and ${of(b, field)}`).join('; ');
  throw new Error(
    `${caller}: the two estimates were made by different protocols (${told}); estimate both on the same data in the same way`,
  );
}

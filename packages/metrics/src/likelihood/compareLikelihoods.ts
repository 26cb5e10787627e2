import { type Interval, studentInterval } from '../meanInterval.js';
import type { LikelihoodEstimate } from './likelihoodEstimate.js';
import { requireSameProtocol } from './protocol.js';

/** How two models differ on the same examples, nats per example: above 0 where the first has the higher −log p. */
export interface LikelihoodDifference extends Interval {
  /** Of the mean difference over other test sets of this size: the paired standard error. */
  readonly standardError: number;
  /** Of the mean difference over other draws; NaN where one of the estimates has a single draw, which shows no spread. */
  readonly monteCarloError: number;
}

/**
 * The paired difference of two estimates over the examples of one test set.
 *
 * @param level of confidence of the interval over test sets. Default 0.95.
 * @throws Error when the protocols differ, with the fields; when there are fewer than two examples
 */
export function compareLikelihoods(
  a: Pick<LikelihoodEstimate, 'monteCarloError' | 'protocol' | 'values'>,
  b: Pick<LikelihoodEstimate, 'monteCarloError' | 'protocol' | 'values'>,
  level = 0.95,
): LikelihoodDifference {
  requireSameProtocol('compareLikelihoods', a.protocol, b.protocol);
  const differences = Array.from(a.values, (value, row) => value - b.values[row]!);
  const interval = studentInterval('compareLikelihoods', differences, level);
  const squares = differences.reduce((sum, value) => sum + (value - interval.mean) ** 2, 0);
  return {
    ...interval,
    standardError: Math.sqrt(squares / (differences.length - 1) / differences.length),
    monteCarloError: Math.hypot(a.monteCarloError, b.monteCarloError),
  };
}

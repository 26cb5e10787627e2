import { randomStream } from '@vaekit/core';
import { drawsOf, informationAt } from './mutualInformation.js';

/** A total correlation as so many examples show it, and what they would show of independent numbers, nats. */
export interface CodeTotalCorrelation {
  readonly value: number;
  /** The same estimate of the same numbers, each of which belongs to an example of its own. */
  readonly independent: number;
}

/**
 * The total correlation of codes under diagonal normal posteriors, `TC = KL(q(z) ‖ Π_d q(z_d)) = Σ_d I(x; z_d) − I(x; z)`, q(z) the mean of the posteriors of N
 * examples: nats, from the draws of `mutualInformation`. It cannot exceed (width − 1)·log N, and of independent numbers it is not 0 but about Σ_d I(x; z_d) − log N where
 * that is above 0, since no I(x; z) is above log N: read it beside both. `independent` is that of codes whose numbers are each permuted over the examples by themselves,
 * which leaves every I(x; z_d) as it is.
 *
 * @param means `[examples · width]`, row by row
 * @see Chen, Li, Grosse and Duvenaud 2018, "Isolating sources of disentanglement in variational autoencoders", equation 2
 */
export function codeTotalCorrelation(means: Float64Array, logVars: Float64Array, width: number, seed = 0): CodeTotalCorrelation {
  const eps = drawsOf(means.length, seed);
  const column = <Numbers extends Float32Array | Float64Array>(of: Numbers, d: number): Numbers =>
    of.filter((_, at) => at % width === d) as Numbers;
  const each = Array.from({ length: width }, (_, d) => informationAt(column(means, d), column(logVars, d), column(eps, d), 1));
  const sum = each.reduce((total, value) => total + value, 0);
  const stream = randomStream(seed).fork('independent numbers');
  const orders = each.map(() => stream.permutation(means.length / width));
  const permuted = <Numbers extends Float32Array | Float64Array>(of: Numbers): Numbers =>
    of.map((_, at) => of[orders[at % width]![Math.floor(at / width)]! * width + (at % width)]!) as Numbers;
  return {
    value: sum - informationAt(means, logVars, eps, width),
    independent: sum - informationAt(permuted(means), permuted(logVars), permuted(eps), width),
  };
}

import { drawsOf, informationAt } from './mutualInformation.js';

/**
 * The total correlation of codes under diagonal normal posteriors, `TC = KL(q(z) ‖ Π_d q(z_d)) = Σ_d I(x; z_d) − I(x; z)`, q(z) the mean of the posteriors of N
 * examples: nats, from the draws of `mutualInformation`. It cannot exceed (width − 1)·log N, whatever the model: read it beside that.
 *
 * @param means `[examples · width]`, row by row
 * @see Chen, Li, Grosse and Duvenaud 2018, "Isolating sources of disentanglement in variational autoencoders", equation 2
 */
export function codeTotalCorrelation(means: Float64Array, logVars: Float64Array, width: number, seed = 0): number {
  const eps = drawsOf(means.length, seed);
  const column = <Numbers extends Float32Array | Float64Array>(of: Numbers, d: number): Numbers =>
    of.filter((_, at) => at % width === d) as Numbers;
  const each = Array.from({ length: width }, (_, d) => informationAt(column(means, d), column(logVars, d), column(eps, d), 1));
  return each.reduce((sum, value) => sum + value, 0) - informationAt(means, logVars, eps, width);
}

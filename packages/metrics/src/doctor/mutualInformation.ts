import { randomStream } from '@vaekit/core';

/**
 * The mutual information of example and code under diagonal normal posteriors, `I = E_i E_{z ~ q_i} [log q_i(z) − log 1/N Σ_j q_j(z)]`, nats, from one draw an
 * example. It cannot exceed log N, whatever the model: read it beside that.
 *
 * @param means `[examples · width]`, row by row
 * @see Hoffman and Johnson 2016, "ELBO surgery", equation 5
 */
export function mutualInformation(means: Float64Array, logVars: Float64Array, width: number, seed = 0): number {
  return informationAt(means, logVars, drawsOf(means.length, seed), width);
}

/** The deviations from the means, in standard deviations, at which the densities are compared. */
export function drawsOf(size: number, seed: number): Float32Array {
  return randomStream(seed).fork('mutualInformation').fillNormal(new Float32Array(size));
}

/** {@link mutualInformation} from given draws, `[examples · width]`. */
export function informationAt(means: Float64Array, logVars: Float64Array, eps: Float32Array, width: number): number {
  const n = means.length / width;
  const precision = logVars.map((logVar) => Math.exp(-logVar));
  const z = new Float64Array(width);
  const logs = new Float64Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let d = 0; d < width; d++) z[d] = means[i * width + d]! + Math.exp(logVars[i * width + d]! / 2) * eps[i * width + d]!;
    let largest = -Infinity;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let d = 0, at = j * width; d < width; d++, at++) sum += logVars[at]! + (z[d]! - means[at]!) ** 2 * precision[at]!;
      logs[j] = -sum / 2;
      largest = Math.max(largest, logs[j]!);
    }
    const mean = logs.reduce((sum, value) => sum + Math.exp(value - largest), 0) / n;
    total += logs[i]! - largest - Math.log(mean);
  }
  return total / n;
}

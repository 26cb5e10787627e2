import type { PlainTensor } from '@vaekit-internal/base';
import type { Vae } from '@vaekit/core';
import { linearGaussian, type LinearGaussianDataSet } from '@vaekit/datasets';

/** The width of the code: 2 × 2 matrices have a determinant that is written out. */
export const WIDTH = 2;

/** q(z|x) of some examples: a normal each. */
export interface NormalCodes {
  /** `[n, 2]` */
  readonly mean: Float64Array;
  /** `[n, 2, 2]` */
  readonly covariance: Float64Array;
}

const valuesOf = (model: Vae, name: string): Float64Array => Float64Array.from(model.variables[name]!.dataSync());

/** The generative side of a linear VAE, `x = W z + b + σ ε`, as the set of which likelihood and posterior are known exactly. */
export function linearDecoder(model: Vae): LinearGaussianDataSet {
  const [kernel, bias] = [valuesOf(model, 'decoder/mean/kernel'), valuesOf(model, 'decoder/mean/bias')];
  const size = bias.length;
  const weights = Float64Array.from({ length: size * WIDTH }, (_, at) => kernel[(at % WIDTH) * size + Math.floor(at / WIDTH)]!);
  return linearGaussian({
    size: 4,
    weights: { data: weights, shape: [size, WIDTH] },
    bias: { data: bias, shape: [size] },
    noise: Math.exp(valuesOf(model, 'likelihood/logVar')[0]! / 2),
  });
}

/** What a linear encoder makes of examples, in double precision. */
export function linearCodes(model: Vae, x: PlainTensor): NormalCodes {
  const [rows, size] = x.shape as [number, number];
  const head = (name: string): Float64Array => {
    const [kernel, bias] = [valuesOf(model, `encoder/${name}/kernel`), valuesOf(model, `encoder/${name}/bias`)];
    return Float64Array.from({ length: rows * WIDTH }, (_, at) => {
      const [row, k] = [Math.floor(at / WIDTH), at % WIDTH];
      let sum = bias[k]!;
      for (let i = 0; i < size; i++) sum += x.data[row * size + i]! * kernel[i * WIDTH + k]!;
      return sum;
    });
  };
  const logVar = head('logVar');
  const covariance = new Float64Array(rows * WIDTH * WIDTH);
  logVar.forEach((value, at) => {
    covariance[Math.floor(at / WIDTH) * WIDTH * WIDTH + (at % WIDTH) * (WIDTH + 1)] = Math.exp(value);
  });
  return { mean: head('mean'), covariance };
}

/** The exact posterior of some examples as codes. */
export function exactCodes(decoder: LinearGaussianDataSet, x: PlainTensor): NormalCodes {
  const { mean, covariance } = decoder.posterior(x);
  const size = WIDTH * WIDTH;
  return {
    mean: mean.data,
    covariance: Float64Array.from({ length: x.shape[0]! * size }, (_, at) => covariance.data[at % size]!),
  };
}

/** The mean over examples of log p(x), nats. */
export const likelihoodOf = (decoder: LinearGaussianDataSet, x: PlainTensor): number =>
  decoder.logLikelihood(x).reduce((sum, value) => sum + value, 0) / x.shape[0]!;

/**
 * The mean over examples of the lower bound, in closed form and double precision:
 * `L = −½ [D log 2πσ² + (|x − b − W m|² + tr(Wᵀ W S)) / σ²] − ½ [tr S + |m|² − 2 − log |S|]` with q(z|x) = N(m, S).
 */
export function boundOf(
  { weights, bias, noise }: LinearGaussianDataSet,
  { mean, covariance }: NormalCodes,
  x: PlainTensor,
): number {
  const [rows, size] = x.shape as [number, number];
  const [w, b, variance] = [weights.data, bias.data, noise * noise];
  const gram = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) for (let at = 0; at < 4; at++) gram[at]! += w[i * WIDTH + (at >> 1)]! * w[i * WIDTH + (at & 1)]!;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const m = mean.subarray(row * WIDTH, row * WIDTH + WIDTH);
    const s = covariance.subarray(row * 4, row * 4 + 4);
    let error = 0;
    for (let at = 0; at < 4; at++) error += gram[at]! * s[at]!;
    for (let i = 0; i < size; i++)
      error += (x.data[row * size + i]! - b[i]! - w[i * WIDTH]! * m[0]! - w[i * WIDTH + 1]! * m[1]!) ** 2;
    const kl = s[0]! + s[3]! + m[0]! ** 2 + m[1]! ** 2 - WIDTH - Math.log(s[0]! * s[3]! - s[1]! * s[2]!);
    sum -= 0.5 * (size * Math.log(2 * Math.PI * variance) + error / variance + kl);
  }
  return sum / rows;
}

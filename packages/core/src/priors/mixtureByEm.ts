import { type CodeRows, distantCodes } from './distantCodes.js';

/** Options of {@link mixtureByEm}. */
export interface MixtureByEmOptions {
  readonly components: number;
  /** The least variance of a component in a dimension. */
  readonly varianceFloor: number;
  /** The seed of the start. */
  readonly seed: number;
  /** It stops when the mean log-likelihood gains less than this, nats. Default 1e-6. */
  readonly tolerance?: number;
  /** It stops after so many steps. Default 200. */
  readonly iterations?: number;
  /** The means to start at, `[components · size]`. Default: codes far from each other. */
  readonly means?: ArrayLike<number>;
}

/** A mixture of diagonal normals. */
export interface Mixture {
  /** `[components]`; they add up to 1. */
  readonly weights: Float64Array;
  /** `[components · size]`, component by component. */
  readonly means: Float64Array;
  /** `[components · size]`. */
  readonly variances: Float64Array;
}

/** What {@link mixtureByEm} gives. */
export interface FittedMixture extends Mixture {
  /** The mean of log p over the codes, nats. */
  readonly logLikelihood: number;
  /** The steps it took. */
  readonly iterations: number;
}

const log2Pi = Math.log(2 * Math.PI);

/**
 * The most likely mixture of diagonal normals `Σ_k π_k N(μ_k, diag σ_k²)` by expectation and maximization, in double precision: responsibilities
 * `r_nk = π_k p_k(z_n) / Σ_j π_j p_j(z_n)`, then weights, means and variances weighted by them. It starts at equal weights, the variances of all
 * codes and means that are codes, each drawn in proportion to its squared distance from those before it.
 *
 * @param values codes row by row, `[rows · size]`
 * @see Dempster, Laird and Rubin 1977; the start: Arthur and Vassilvitskii 2007, "k-means++"
 */
export function mixtureByEm(values: ArrayLike<number>, rows: number, options: MixtureByEmOptions): FittedMixture {
  const { components, varianceFloor, seed, tolerance = 1e-6, iterations = 200 } = options;
  const codes: CodeRows = { values, rows, size: values.length / rows };
  const { size } = codes;
  const overall = maximized(codes, new Float64Array(rows).fill(1), 1, varianceFloor);
  let mixture: Mixture = {
    weights: new Float64Array(components).fill(1 / components),
    means: options.means === undefined ? distantCodes(codes, components, seed) : Float64Array.from(options.means),
    variances: Float64Array.from({ length: components * size }, (_, i) => overall.variances[i % size]!),
  };
  const responsibilities = new Float64Array(rows * components);
  let before = -Infinity;
  for (let step = 0; ; step++) {
    const logLikelihood = expected(codes, mixture, responsibilities);
    if (step === iterations || logLikelihood - before < tolerance) return { ...mixture, logLikelihood, iterations: step };
    before = logLikelihood;
    mixture = maximized(codes, responsibilities, components, varianceFloor);
  }
}

/** Fills in the responsibilities, `[rows · components]`; the mean log-likelihood. */
function expected(
  { values, rows, size }: CodeRows,
  { weights, means, variances }: Mixture,
  responsibilities: Float64Array,
): number {
  const components = weights.length;
  const constants = Float64Array.from(weights, (weight, k) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += Math.log(variances[k * size + i]!) + log2Pi;
    return Math.log(weight) - sum / 2;
  });
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const at = row * components;
    let most = -Infinity;
    for (let k = 0; k < components; k++) {
      let distance = 0;
      for (let i = 0; i < size; i++) {
        distance += (values[row * size + i]! - means[k * size + i]!) ** 2 / variances[k * size + i]!;
      }
      const joint = constants[k]! - distance / 2;
      responsibilities[at + k] = joint;
      most = Math.max(most, joint);
    }
    // log Σ exp j = m + log Σ exp(j − m) with m the largest: no exponential overflows, and one of them is 1.
    let sum = 0;
    for (let k = 0; k < components; k++) sum += responsibilities[at + k] = Math.exp(responsibilities[at + k]! - most);
    for (let k = 0; k < components; k++) responsibilities[at + k]! /= sum;
    total += most + Math.log(sum);
  }
  return total / rows;
}

/** The mixture that the responsibilities make most likely. */
function maximized({ values, rows, size }: CodeRows, responsibilities: Float64Array, components: number, floor: number): Mixture {
  // A component that no code belongs to keeps a weight whose logarithm is finite.
  const counts = new Float64Array(components).fill(10 * Number.EPSILON);
  const means = new Float64Array(components * size);
  const variances = new Float64Array(components * size);
  const each = (visit: (responsibility: number, k: number, row: number) => void): void => {
    for (let row = 0; row < rows; row++)
      for (let k = 0; k < components; k++) visit(responsibilities[row * components + k]!, k, row);
  };
  each((responsibility, k, row) => {
    counts[k]! += responsibility;
    for (let i = 0; i < size; i++) means[k * size + i]! += responsibility * values[row * size + i]!;
  });
  for (let i = 0; i < means.length; i++) means[i]! /= counts[Math.floor(i / size)]!;
  each((responsibility, k, row) => {
    for (let i = 0; i < size; i++)
      variances[k * size + i]! += responsibility * (values[row * size + i]! - means[k * size + i]!) ** 2;
  });
  for (let i = 0; i < variances.length; i++) variances[i] = Math.max(variances[i]! / counts[Math.floor(i / size)]!, floor);
  const total = counts.reduce((sum, count) => sum + count, 0);
  return { weights: counts.map((count) => count / total), means, variances };
}

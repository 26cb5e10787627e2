import { randomStream } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import type { Baseline } from './probabilisticPca.js';
import { rowsOf } from './rowsOf.js';

/** Options of the mixtures. */
export interface MixtureOptions {
  readonly components: number;
  /** Steps of expectation and maximization. Default 50. */
  readonly steps?: number;
  /** The seed of the first assignment. Default 0. */
  readonly seed?: number;
}

/** A component's parameters: the mean, and of normals the variance of each number. */
interface Component {
  readonly mean: Float64Array;
  readonly variance?: Float64Array;
  readonly weight: number;
}

type LogDensity = (component: Component, rows: Float64Array, row: number) => number;

const logBernoulli: LogDensity = ({ mean }, rows, row) => {
  let sum = 0;
  for (let d = 0, at = row * mean.length; d < mean.length; d++, at++)
    sum += rows[at]! * Math.log(mean[d]!) + (1 - rows[at]!) * Math.log1p(-mean[d]!);
  return sum;
};

const logNormal: LogDensity = ({ mean, variance }, rows, row) => {
  let sum = mean.length * Math.log(2 * Math.PI);
  for (let d = 0, at = row * mean.length; d < mean.length; d++, at++)
    sum += Math.log(variance![d]!) + (rows[at]! - mean[d]!) ** 2 / variance![d]!;
  return -sum / 2;
};

/** log p of a row, and with `shares` p(component | row) put there. */
function logMixture(
  components: readonly Component[],
  of: LogDensity,
  rows: Float64Array,
  row: number,
  shares?: Float64Array,
): number {
  const logs = components.map((component) => Math.log(component.weight) + of(component, rows, row));
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, value) => total + Math.exp(value - largest), 0);
  shares?.set(logs.map((value) => Math.exp(value - largest) / sum));
  return largest + Math.log(sum);
}

function fitted(caller: string, data: PlainTensor, options: MixtureOptions, of: LogDensity): Baseline {
  const { components: count, steps = 50, seed = 0 } = options;
  const { rows, count: n, width } = rowsOf(caller, data);
  if (!Number.isInteger(count) || count < 1 || count > n)
    throw new Error(`${caller}: \`components\` is ${count}; expected a whole number from 1 to the ${n} rows`);
  const stream = randomStream(seed).fork(caller);
  const shares = new Float64Array(n * count);
  for (let row = 0; row < n; row++) shares[row * count + stream.below(count)] = 1;
  let components: Component[] = [];
  for (let step = 0; step < steps; step++) {
    components = Array.from({ length: count }, (_, k) => maximized(rows, shares, { k, count, width, of }));
    for (let row = 0; row < n; row++) logMixture(components, of, rows, row, shares.subarray(row * count, (row + 1) * count));
  }
  return {
    negativeLogLikelihood(given) {
      const { rows: values, count: all } = rowsOf(caller, given, width);
      return Float64Array.from({ length: all }, (_, row) => -logMixture(components, of, values, row));
    },
  };
}

/** A component from its shares of the rows. Means of bits have half an example of each kind added, variances 1e-4, so that nothing is impossible. */
function maximized(
  rows: Float64Array,
  shares: Float64Array,
  { k, count, width, of }: { k: number; count: number; width: number; of: LogDensity },
): Component {
  const n = rows.length / width;
  let total = 0;
  const mean = new Float64Array(width);
  const squares = new Float64Array(width);
  for (let row = 0; row < n; row++) {
    const share = shares[row * count + k]!;
    if (share === 0) continue;
    total += share;
    for (let d = 0; d < width; d++) mean[d]! += share * rows[row * width + d]!;
  }
  if (of === logBernoulli) return { weight: total / n || 1e-12, mean: mean.map((sum) => (sum + 0.5) / (total + 1)) };
  const middle = mean.map((sum) => sum / Math.max(total, 1e-12));
  for (let row = 0; row < n; row++) {
    const share = shares[row * count + k]!;
    if (share !== 0) for (let d = 0; d < width; d++) squares[d]! += share * (rows[row * width + d]! - middle[d]!) ** 2;
  }
  return { weight: total / n || 1e-12, mean: middle, variance: squares.map((sum) => sum / Math.max(total, 1e-12) + 1e-4) };
}

/**
 * A mixture of independent bits, fitted by expectation and maximization: the baseline of likelihoods of binarized images.
 *
 * @param data `[rows, …]`, 0 and 1
 */
export const bernoulliMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('bernoulliMixture', data, options, logBernoulli);

/** A mixture of normals with diagonal covariances, fitted by expectation and maximization: the baseline of densities of numbers. */
export const gaussianMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('gaussianMixture', data, options, logNormal);

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

/** A component: its weight, and log p of a row under it alone. */
interface Component {
  readonly weight: number;
  logDensity(rows: Float64Array, row: number): number;
}

/** The weighted sum of rows, what their weights come to, and the rows themselves. */
interface Weighed {
  readonly rows: Float64Array;
  readonly width: number;
  readonly total: number;
  readonly sums: Float64Array;
  share(row: number): number;
}

type LogDensity = Component['logDensity'];

/** `Σ log(1 − p) + x·(log p − log(1 − p))`; half an example of each kind is added, so that nothing is impossible. */
function bits({ width, total, sums }: Weighed): LogDensity {
  const slopes = new Float64Array(width);
  let none = 0;
  for (let d = 0; d < width; d++) {
    const mean = (sums[d]! + 0.5) / (total + 1);
    const off = Math.log1p(-mean);
    slopes[d] = Math.log(mean) - off;
    none += off;
  }
  return (rows, row) => {
    let sum = none;
    for (let d = 0, at = row * width; d < width; d++, at++) sum += rows[at]! * slopes[d]!;
    return sum;
  };
}

/** Independent normals; to the variances 1e-4 is added. */
function normals({ rows: all, width, total, sums, share }: Weighed): LogDensity {
  const mean = sums.map((sum) => sum / Math.max(total, 1e-12));
  const squares = new Float64Array(width);
  for (let row = 0; row < all.length / width; row++) {
    const weight = share(row);
    if (weight !== 0) for (let d = 0; d < width; d++) squares[d]! += weight * (all[row * width + d]! - mean[d]!) ** 2;
  }
  const variance = squares.map((sum) => sum / Math.max(total, 1e-12) + 1e-4);
  const constant = variance.reduce((sum, value) => sum + Math.log(value), width * Math.log(2 * Math.PI));
  return (rows, row) => {
    let sum = constant;
    for (let d = 0, at = row * width; d < width; d++, at++) sum += (rows[at]! - mean[d]!) ** 2 / variance[d]!;
    return -sum / 2;
  };
}

/** log p of a row, and with `shares` p(component | row) put there. */
function logMixture(components: readonly Component[], rows: Float64Array, row: number, shares?: Float64Array): number {
  const logs = components.map(({ weight, logDensity }) => Math.log(weight) + logDensity(rows, row));
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, value) => total + Math.exp(value - largest), 0);
  shares?.set(logs.map((value) => Math.exp(value - largest) / sum));
  return largest + Math.log(sum);
}

function fitted(caller: string, data: PlainTensor, options: MixtureOptions, of: (weighed: Weighed) => LogDensity): Baseline {
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
    for (let row = 0; row < n; row++) logMixture(components, rows, row, shares.subarray(row * count, (row + 1) * count));
  }
  return {
    negativeLogLikelihood(given) {
      const { rows: values, count: all } = rowsOf(caller, given, width);
      return Float64Array.from({ length: all }, (_, row) => -logMixture(components, values, row));
    },
  };
}

/** A component from its shares of the rows. */
function maximized(
  rows: Float64Array,
  shares: Float64Array,
  { k, count, width, of }: { k: number; count: number; width: number; of: (weighed: Weighed) => LogDensity },
): Component {
  const n = rows.length / width;
  const share = (row: number): number => shares[row * count + k]!;
  const sums = new Float64Array(width);
  let total = 0;
  for (let row = 0; row < n; row++) {
    const weight = share(row);
    if (weight === 0) continue;
    total += weight;
    for (let d = 0, at = row * width; d < width; d++, at++) sums[d]! += weight * rows[at]!;
  }
  return { weight: total / n || 1e-12, logDensity: of({ rows, width, total, sums, share }) };
}

/**
 * A mixture of independent bits, fitted by expectation and maximization: the baseline of likelihoods of binarized images.
 *
 * @param data `[rows, …]`, 0 and 1
 */
export const bernoulliMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('bernoulliMixture', data, options, bits);

/** A mixture of normals with diagonal covariances, fitted by expectation and maximization: the baseline of densities of numbers. */
export const gaussianMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('gaussianMixture', data, options, normals);

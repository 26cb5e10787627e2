import { randomStream } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { nearestCenters } from './nearestCenters.js';
import type { Baseline } from './probabilisticPca.js';
import { rowsOf } from './rowsOf.js';

/** Options of the mixtures. */
export interface MixtureOptions {
  readonly components: number;
  /** Most steps of expectation and maximization; fewer where another gains nothing. Default 50. */
  readonly steps?: number;
  /** The seed of the centers that the fit starts from. Default 0. */
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

/** A step that raises the mean log p of a row by less than this, in nats, is the last. */
const TOLERANCE = 1e-6;

/** What a kind of mixture does that others do not. */
interface Kind {
  /** A component from weighed rows. */
  fit(weighed: Weighed): LogDensity;
  /** @throws Error where rows hold what such a mixture has no likelihood of */
  check?(caller: string, rows: Float64Array, width: number): void;
}

/** @throws Error at the first number that is no bit */
function requireBits(caller: string, rows: Float64Array, width: number): void {
  const bad = rows.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0)
    throw new Error(
      `${caller}: row ${Math.floor(bad / width)} of the data holds ${rows[bad]}; give 0 and 1 (of gray values it would be the likelihood of nothing: binarize them first)`,
    );
}

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

function fitted(caller: string, data: PlainTensor, options: MixtureOptions, kind: Kind): Baseline {
  const { components: count, steps = 50, seed = 0 } = options;
  const { rows, count: n, width } = rowsOf(caller, data);
  if (!Number.isInteger(count) || count < 1 || count > n)
    throw new Error(`${caller}: \`components\` is ${count}; expected a whole number from 1 to the ${n} rows`);
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new RangeError(`${caller}: \`steps\` is ${steps}; expected a whole number from 1`);
  kind.check?.(caller, rows, width);
  const shares = nearestCenters(rows, width, count, randomStream(seed).fork(caller));
  let components: Component[] = [];
  let [before, mean] = [-Infinity, -Infinity];
  for (let step = 0; step < steps; step++) {
    components = Array.from({ length: count }, (_, k) => maximized(rows, shares, { k, count, width, kind }));
    [before, mean] = [mean, 0];
    for (let row = 0; row < n; row++)
      mean += logMixture(components, rows, row, shares.subarray(row * count, (row + 1) * count)) / n;
    if (mean - before < TOLERANCE) break;
  }
  return {
    negativeLogLikelihood(given) {
      const { rows: values, count: all } = rowsOf(caller, given, width);
      kind.check?.(caller, values, width);
      return Float64Array.from({ length: all }, (_, row) => -logMixture(components, values, row));
    },
  };
}

/** A component from its shares of the rows. */
function maximized(
  rows: Float64Array,
  shares: Float64Array,
  { k, count, width, kind }: { k: number; count: number; width: number; kind: Kind },
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
  return { weight: total / n || 1e-12, logDensity: kind.fit({ rows, width, total, sums, share }) };
}

/**
 * A mixture of independent bits, fitted by expectation and maximization from centers by k-means++: the baseline of likelihoods of binarized images.
 *
 * @param data `[rows, …]`, 0 and 1
 * @throws Error when the data hold anything else
 */
export const bernoulliMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('bernoulliMixture', data, options, { fit: bits, check: requireBits });

/** A mixture of normals with diagonal covariances, fitted by expectation and maximization from centers by k-means++: the baseline of densities of numbers. */
export const gaussianMixture = (data: PlainTensor, options: MixtureOptions): Baseline =>
  fitted('gaussianMixture', data, options, { fit: normals });

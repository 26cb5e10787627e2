import type { FindingCode } from './signals.js';

/** Where a figure becomes a finding: above a number, or below it. */
export type Threshold = { readonly above: number } | { readonly below: number };

/**
 * The thresholds: of each figure the geometric mean, rounded, of the healthy run and the run with the fault that are nearest to each other, among the half of the runs of
 * `benchmarks/src/doctor.mjs` with seeds 0 and 1. The README has the table of the other half.
 */
export const THRESHOLDS: Readonly<Record<FindingCode, Threshold>> = {
  'not-finite': { above: 0.5 },
  'posterior-collapse': { below: 0.1 },
  'low-rank': { below: 0.6 },
  'dead-units': { above: 0.5 },
  'dead-codes': { below: 0.6 },
  'effective-beta': { above: 4.5 },
  sigma: { above: 0.55 },
  'class-gap': { above: 3.1 },
  overfitting: { above: 1 },
  memorization: { below: 0.75 },
  'aggregate-gap': { above: 0.8 },
  'posterior-calibration': { above: 30 },
};

/** Whether a figure is a finding. */
export const isFound = (threshold: Threshold, value: number): boolean =>
  'above' in threshold ? value > threshold.above : value < threshold.below;

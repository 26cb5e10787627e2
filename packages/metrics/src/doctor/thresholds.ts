import type { FindingCode } from './signals.js';

/** Where a figure becomes a finding: above a number, or below it. */
export type Threshold = { readonly above: number } | { readonly below: number };

/** The thresholds, set on half of the runs of `benchmarks/src/doctor.mjs`; the README has the table of the other half. */
export const THRESHOLDS: Readonly<Record<FindingCode, Threshold>> = {
  'not-finite': { above: 0.5 },
  'posterior-collapse': { below: 1 },
  'low-rank': { below: 0.6 },
  'dead-units': { above: 0.5 },
  'dead-codes': { below: 0.5 },
  'effective-beta': { above: 6 },
  sigma: { above: 0.7 },
  'class-gap': { above: 2.5 },
  overfitting: { above: 1.5 },
  memorization: { below: 0.4 },
  'aggregate-gap': { above: 0.3 },
  'posterior-calibration': { above: 5 },
};

/** Whether a figure is a finding. */
export const isFound = (threshold: Threshold, value: number): boolean =>
  'above' in threshold ? value > threshold.above : value < threshold.below;

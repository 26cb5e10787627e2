import { mean } from './mean.js';

/** The part of the variance that a prediction explains: `1 − Σ (y − ŷ)² / Σ (y − ȳ)²`. Below 0 where the mean predicts better. */
export function rSquared(truth: readonly number[], predicted: readonly number[]): number {
  const center = mean(truth);
  const left = truth.reduce((sum, value, i) => sum + (value - predicted[i]!) ** 2, 0);
  return 1 - left / truth.reduce((sum, value) => sum + (value - center) ** 2, 0);
}

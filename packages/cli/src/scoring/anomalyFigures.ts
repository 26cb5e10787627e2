import { averagePrecision, rocAuc } from '@vaekit/metrics';

/** How well scores tell anomalies from other examples. Both are NaN where some score is not a number; the first also where all examples are of one kind. */
export function anomalyFigures(
  scores: Float32Array,
  isAnomaly: readonly boolean[],
): { readonly rocAuc: number; readonly averagePrecision: number } {
  if (scores.some(Number.isNaN)) return { rocAuc: Number.NaN, averagePrecision: Number.NaN };
  return { rocAuc: rocAuc(scores, isAnomaly), averagePrecision: averagePrecision(scores, isAnomaly) };
}

/** What is said where no figure can be had since some scores are not numbers. */
export function lostScoresNote(scores: Float32Array): string | undefined {
  const lost = scores.filter(Number.isNaN).length;
  if (lost === 0) return undefined;
  return `ROC AUC and average precision are left out: the scores of ${lost} of ${scores.length} test examples are not numbers; look at the run with vaekit evaluate --what doctor`;
}

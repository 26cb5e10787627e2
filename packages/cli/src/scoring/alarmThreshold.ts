/** What an alarm at a threshold comes to. */
export interface Alarms {
  /** The share of anomalies among the examples above the threshold; NaN where none is above it. */
  readonly precision: number;
  /** The share of the anomalies that are above it. */
  readonly recall: number;
  /** The share of the other examples that are above it. */
  readonly falseAlarmRate: number;
}

/**
 * The lowest of the scores of normal examples that no more than the share `falseAlarms` of them exceed: the quantile at `1 − falseAlarms` of their
 * empirical distribution.
 *
 * @returns NaN for no scores
 */
export function alarmThreshold(normal: ArrayLike<number>, falseAlarms: number): number {
  const sorted = Float64Array.from(normal).sort();
  // The product may be a hair above a whole number that it should be.
  const place = Math.ceil(Number(((1 - falseAlarms) * sorted.length).toPrecision(12)));
  return sorted[Math.max(0, place - 1)] ?? Number.NaN;
}

/** What comes of an alarm for every score above the threshold. */
export function alarmsAt(threshold: number, scores: ArrayLike<number>, anomalous: (row: number) => boolean): Alarms {
  let [hits, alarms, anomalies] = [0, 0, 0];
  for (let row = 0; row < scores.length; row++) {
    const hit = scores[row]! > threshold;
    if (hit) alarms += 1;
    if (!anomalous(row)) continue;
    anomalies += 1;
    if (hit) hits += 1;
  }
  return {
    precision: hits / alarms,
    recall: hits / anomalies,
    falseAlarmRate: (alarms - hits) / (scores.length - anomalies),
  };
}

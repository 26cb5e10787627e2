import { expect, it } from 'vitest';
import { anomalyFigures, lostScoresNote } from './anomalyFigures.js';

it('has figures where all scores are numbers, and a note where some are not', () => {
  expect(anomalyFigures(Float32Array.of(1, 2, 3), [false, false, true])).toEqual({ rocAuc: 1, averagePrecision: 1 });
  expect(lostScoresNote(Float32Array.of(1, 2, 3))).toBeUndefined();
  const broken = Float32Array.of(1, Number.NaN, 3);
  expect(anomalyFigures(broken, [false, false, true])).toEqual({ rocAuc: Number.NaN, averagePrecision: Number.NaN });
  expect(lostScoresNote(broken)).toBe(
    'ROC AUC and average precision are left out: the scores of 1 of 3 test examples are not numbers; look at the run with vaekit evaluate --what doctor',
  );
});

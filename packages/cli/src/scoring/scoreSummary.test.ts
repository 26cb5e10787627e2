import { expect, it } from 'vitest';
import { scoreSummary } from './scoreSummary.js';

const scores = {
  reconstruction: Float32Array.of(2, 1, 1, 3, 3),
  kl: Float32Array.of(1, 0, 1, 0, 1),
  score: Float32Array.of(3, 1, 2, 3, 4),
};

it('sums scores up: means, quantiles, the highest in order, and how well they find anomalies', () => {
  const summary = scoreSummary(scores, [0, 0, 1, 0, 1], { top: 3, anomalous: new Set([1]) });
  expect(summary.mean.reconstruction).toBeCloseTo(2, 12);
  expect(summary.mean.kl).toBeCloseTo(0.6, 12);
  expect(summary.mean.score).toBeCloseTo(2.6, 12);
  expect(summary.quantiles).toEqual({ '0.5': 3, '0.95': 4, '0.99': 4 });
  // Equal scores stay in the order of the rows.
  expect(summary.top).toEqual([
    { index: 4, label: 1, score: 4 },
    { index: 0, label: 0, score: 3 },
    { index: 3, label: 0, score: 3 },
  ]);
  // Of the six pairs of an anomaly and another, 4 is above all three and 2 above one.
  expect(summary.auc).toBeCloseTo(4 / 6, 12);
  expect(scoreSummary(scores, undefined, { top: 1, anomalous: undefined })).toMatchObject({
    top: [{ index: 4, score: 4 }],
    auc: undefined,
  });
  expect(scoreSummary(scores, [0, 0, 0, 0, 0], { top: 0, anomalous: new Set([1]) }).auc).toBeNaN();
});

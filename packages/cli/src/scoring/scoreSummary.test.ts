import { expect, it } from 'vitest';
import type { ScoreOptions } from '../commands/score.js';
import { anomalySummary, scoreSummary, scoreSummaryText } from './scoreSummary.js';

const scores = {
  reconstruction: Float32Array.of(2, 1, 1, 3, 3),
  kl: Float32Array.of(1, 0, 1, 0, 1),
  score: Float32Array.of(3, 1, 2, 3, 4),
};

const labeled = (labels: readonly number[]) => ({
  examples: {
    x: { data: new Float32Array(labels.length), shape: [labels.length, 1] },
    y: { data: Int32Array.from(labels), shape: [labels.length] },
    binarization: 'none' as const,
  },
  classes: ['0', '1'],
});

it('sums scores up: means, quantiles, the highest in order, and how well they find anomalies', () => {
  const summary = scoreSummary(scores, labeled([0, 0, 1, 0, 1]), { top: 3 });
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
  const isOne = (row: number): boolean => [2, 4].includes(row);
  const normal = { scores: Float32Array.of(1, 2, 3, 1), part: 'train' } as const;
  const found = anomalySummary(scores.score, isOne, { names: ['1'], falseAlarms: 0.25, normal });
  expect(found.rocAuc).toBeCloseTo(4 / 6, 12);
  expect(found.averagePrecision).toBeCloseTo(0.5 * 1 + 0.5 * (2 / 4), 12);
  // One of the four normal scores is above 2.
  expect(found.alarm).toMatchObject({
    threshold: 2,
    normal: 4,
    aboveThreshold: 1 / 4,
    precision: 1 / 3,
    recall: 1 / 2,
    falseAlarmRate: 2 / 3,
  });
  expect(anomalySummary(scores.score, () => true, { names: [], falseAlarms: 0, normal: undefined }).rocAuc).toBeNaN();
});

it.each([
  // Of 18 scores at most 5 % may be above: none; at most 10 %: one, and of scores that are equal none.
  [
    0.05,
    17,
    'alarm above 17.0000 (false for 0.0 % of 18 normal validation examples, too few to set 5.0 %: the highest score is taken): ',
  ],
  [0.1, 17, 'alarm above 16.0000 (false for 5.6 % of 18 normal validation examples): '],
  [0.1, 16, 'alarm above 16.0000 (false for 0.0 % of 18 normal validation examples): '],
  [0, 17, 'alarm above 17.0000 (false for 0.0 % of 18 normal validation examples): '],
])(
  'says how many normal examples are above the threshold, of %d that may be and scores up to %d',
  (falseAlarms, highest, text) => {
    const normal = { scores: Float32Array.from({ length: 18 }, (_, i) => Math.min(i, highest)), part: 'validation' } as const;
    const anomalies = anomalySummary(scores.score, (row) => row === 4, { names: ['1'], falseAlarms, normal });
    const summary = { ...scoreSummary(scores, labeled([0, 0, 0, 0, 1]), { top: 0 }), anomalies };
    const options = { samples: undefined, data: undefined, split: 'test' } as ScoreOptions;
    expect(scoreSummaryText(options, summary, false)).toContain(text);
  },
);

it('has no figure of anomalies where a score is not a number', () => {
  const found = anomalySummary(Float32Array.of(1, Number.NaN, 2), (row) => row === 2, {
    names: ['1'],
    falseAlarms: 0.25,
    normal: undefined,
  });
  expect([found.rocAuc, found.averagePrecision]).toEqual([Number.NaN, Number.NaN]);
});

it('names examples by their ids and classes', () => {
  const examples = { ...labeled([1, 0, 0, 0, -1]).examples, ids: [{ name: 'file', values: ['a', 'b', 'c', 'd', 'e'] }] };
  expect(scoreSummary(scores, { examples, classes: ['cat', 'dog'] }, { top: 2 }).top).toEqual([
    { index: 4, ids: { file: 'e' }, label: '', score: 4 },
    { index: 0, ids: { file: 'a' }, label: 'dog', score: 3 },
  ]);
});

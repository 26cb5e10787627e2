import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorsOfScores, type ScoreErrors } from './scoreErrors.js';

interface Oracle {
  readonly draws: readonly [readonly number[], readonly number[]];
  readonly errors: ScoreErrors;
}

// By NumPy (oracles/seeds.py).
const { draws, errors } = JSON.parse(readFileSync(new URL('../../oracles/seeds.json', import.meta.url), 'utf8')) as Oracle;

it('tells the error of the test set from that of the draws', () => {
  const found = errorsOfScores(...draws);
  expect(found.testSet).toBeCloseTo(errors.testSet, 10);
  expect(found.monteCarlo).toBeCloseTo(errors.monteCarlo, 10);
  expect(found.examples).toBe(400);
  // The same scores as a sample of four times as many examples.
  expect(errorsOfScores(...draws, 1600).testSet).toBeCloseTo(errors.testSet / 2, 10);
});

it.each([
  ['draws that do not differ', [1, 3], [1, 3], 1, 0],
  ['examples that do not differ but for draws', [1, 3], [3, 1], 0, 1],
])('of %s', (_, a, b, testSet, monteCarlo) => {
  const found = errorsOfScores(a, b);
  expect([found.testSet, found.monteCarlo]).toEqual([expect.closeTo(testSet, 12), expect.closeTo(monteCarlo, 12)]);
});

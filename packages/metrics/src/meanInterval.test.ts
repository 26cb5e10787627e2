import { expect, test } from 'vitest';
import oracles from '../oracles/intervalOracles.json' with { type: 'json' };
import { meanInterval } from './meanInterval.js';

test.each(oracles.intervals)('SciPy: $a.length values at level $level', ({ a, level, of_a: wanted }) => {
  const found = meanInterval(a, level);
  for (const key of ['mean', 'low', 'high'] as const) expect(found[key], key).toBeCloseTo(wanted[key], 9);
});

test('the level is .95 by default, and equal values have an interval of width 0', () => {
  const { a, of_a: wanted } = oracles.intervals[0]!;
  expect(meanInterval(a).high).toBeCloseTo(wanted.high, 9);
  expect(meanInterval([2, 2, 2])).toEqual({ mean: 2, low: 2, high: 2 });
});

test.each([
  [[1], 0.95, 'meanInterval: an interval needs at least 2 values, got 1; give more examples, or runs of more seeds'],
  [[1, Number.NaN], 0.95, 'meanInterval: value 1 is NaN; every value must be finite'],
  [[1, 2], 95, 'meanInterval: `level` is 95; it must be between 0 and 1, such as 0.95'],
])('%s at level %s is refused', (values, level, message) => {
  expect(() => meanInterval(values, level)).toThrow(message);
});

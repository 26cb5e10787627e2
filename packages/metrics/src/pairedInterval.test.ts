import { expect, test } from 'vitest';
import oracles from '../oracles/intervalOracles.json' with { type: 'json' };
import { pairedInterval } from './pairedInterval.js';

test.each(oracles.intervals)('SciPy: $a.length pairs at level $level', ({ a, b, level, paired }) => {
  const found = pairedInterval(a, b, level);
  for (const key of ['mean', 'low', 'high'] as const) expect(found[key], key).toBeCloseTo(paired[key], 9);
});

test('unequal numbers and single pairs are refused', () => {
  expect(() => pairedInterval([1, 2], [1])).toThrow(
    'pairedInterval: `a` has 2 values but `b` has 1; give both for the same seeds',
  );
  expect(() => pairedInterval([1], [1])).toThrow(
    'pairedInterval: an interval needs at least 2 values, got 1; give more examples, or runs of more seeds',
  );
});

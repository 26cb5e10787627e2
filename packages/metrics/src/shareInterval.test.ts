import { expect, test } from 'vitest';
import oracles from '../oracles/intervalOracles.json' with { type: 'json' };
import { shareInterval } from './shareInterval.js';

test.each(oracles.shares)('SciPy: $right of $n', ({ right, n, ...wanted }) => {
  const found = shareInterval(right, n);
  for (const key of ['mean', 'low', 'high'] as const) expect(found[key], key).toBeCloseTo(wanted[key], 12);
  expect([found.low >= 0, found.high <= 1]).toEqual([true, true]);
});

test.each([
  [3, 2],
  [-1, 2],
  [0, 0],
  [0.5, 2],
])('%s of %s is refused', (right, n) => {
  expect(() => shareInterval(right, n)).toThrow(`shareInterval: ${right} of ${n}; expected whole numbers`);
});

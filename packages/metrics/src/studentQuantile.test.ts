import { expect, test } from 'vitest';
import oracles from '../oracles/intervalOracles.json' with { type: 'json' };
import { studentQuantile } from './studentQuantile.js';

test.each(oracles.quantiles)('SciPy: level $level, $df degrees of freedom', ({ level, df, t }) => {
  // The sum has df / 2 terms, each rounded.
  expect(studentQuantile(level, df) / t).toBeCloseTo(1, 10);
});

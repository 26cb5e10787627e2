import type { RunConfig } from '@vaekit/runs';
import { expect, it } from 'vitest';
import { isScaled } from './scalingJacobian.js';

it.each([
  [['category', 'boolean', 'constant'], false],
  [['category', 'number'], true],
  [['quantile'], true],
])('a table of %j is scaled: %s', (types, scaled) => {
  const encoding = { columns: types.map((type) => ({ type })) };
  expect(isScaled({ encoding } as unknown as RunConfig['data'])).toBe(scaled);
});

it('an array is scaled where its numbers were, and data as they are in a file are not', () => {
  expect(isScaled({ scaling: { mean: [0], deviation: [2] } } as unknown as RunConfig['data'])).toBe(true);
  expect(isScaled({} as unknown as RunConfig['data'])).toBe(false);
});

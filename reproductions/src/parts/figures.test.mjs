import { describe, expect, it } from 'vitest';
import { cells, holds, rowText } from './figures.mjs';

describe('a figure', () => {
  it.each([
    ['inside what is allowed', { published: 10, ours: 10.4, allowed: 0.5 }, true],
    ['outside', { published: 10, ours: 10.6, allowed: 0.5 }, false],
    ['that must be equal', { published: 404_266, ours: 404_266, allowed: 0 }, true],
    ['in a published range', { range: [1, 2], ours: 1.5 }, true],
    ['below it', { range: [1, 2], ours: 0.9 }, false],
    ['better than published', { published: -2.3, ours: -2.2, better: 'higher' }, true],
    ['worse', { published: 0.05, ours: 0.06, better: 'lower' }, false],
    ['that is only cited', { published: 89.78, ours: 95 }, undefined],
    ['with nothing published', { ours: 3 }, undefined],
  ])('%s', (_, row, expected) => {
    expect(holds(row)).toBe(expected);
  });

  it('shows a miss as a miss, its interval and its difference', () => {
    const row = { what: 'loss', published: 10, ours: 11, low: 10.5, high: 11.5, allowed: 0.5, decimals: 1 };
    expect(cells(row)).toEqual({ published: '10.0', ours: '11.0 (10.5 to 11.5)', difference: '+1.0, allowed ±0.5 **miss**' });
    expect(rowText(row)).toBe('loss: published 10.0, ours 11.0 (10.5 to 11.5), difference +1.0, allowed ±0.5 miss');
  });
});

import { expect, test } from 'vitest';
import { groupedCorrelation } from './groupedCorrelation.js';

test('in one group it is the correlation', () => {
  // numpy.corrcoef([1, 2, 3, 5], [2, 1, 4, 6])[0, 1]
  expect(groupedCorrelation([1, 2, 3, 5], [2, 1, 4, 6], ['a', 'a', 'a', 'a'])).toBeCloseTo(0.9022436386781061, 12);
});

test('what moves a whole group changes nothing', () => {
  const groups = ['a', 'a', 'a', 'b', 'b', 'b'];
  const [x, y] = [
    [1, 2, 4, 1, 3, 2],
    [2, 2, 5, 3, 1, 2],
  ] as const;
  const moved = y.map((value, i) => value + (groups[i] === 'b' ? 100 : 0));
  expect(groupedCorrelation(x, moved, groups)).toBeCloseTo(groupedCorrelation(x, y, groups), 10);
});

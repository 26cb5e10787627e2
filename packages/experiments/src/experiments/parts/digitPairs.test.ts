import { expect, test } from 'vitest';
import { digitPairs } from './digitPairs.js';

test.each([true, false])('digitPairs: each row at most once, of one class: %s', (same) => {
  const labels = { data: Int32Array.from({ length: 60 }, (_, row) => row % 3), shape: [60] };
  const { from, to } = digitPairs(labels, 15, same, 1);
  expect(from).toHaveLength(15);
  expect(new Set([...from, ...to]).size).toBe(30);
  for (const [i, row] of from.entries()) expect(labels.data[row] === labels.data[to[i]!]).toBe(same);
  expect(digitPairs(labels, 15, same, 1)).toEqual({ from, to });
});

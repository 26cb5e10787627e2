import { expect, it } from 'vitest';
import { above, all, type Answer, below, not, some } from './answer.js';

const [no, open, yes] = ['no', 'open', 'yes'] as const;

it.each<[low: number, high: number, above: Answer, below: Answer]>([
  [1, 2, yes, no],
  [-2, -1, no, yes],
  [-1, 2, open, open],
  [-Infinity, Infinity, open, open],
  [Number.NaN, Number.NaN, open, open],
])('the interval from %d to %d lies above 0: %s, below 0: %s', (low, high, over, under) => {
  const interval = { mean: (low + high) / 2, low, high };
  expect([above(interval, 0), below(interval, 0)]).toEqual([over, under]);
});

it.each<[Answer, Answer, Answer, Answer]>([
  [yes, yes, yes, yes],
  [yes, open, open, yes],
  [yes, no, no, yes],
  [open, open, open, open],
  [open, no, no, open],
  [no, no, no, no],
])('%s with %s: all %s, some %s', (a, b, both, either) => {
  expect([all(a, b), all(b, a), some(a, b), some(b, a)]).toEqual([both, both, either, either]);
  expect(not(not(a))).toBe(a);
});

import { expect, test } from 'vitest';
import { between } from './codePath.js';

test('between: pair by pair, both ends and the middle; one step is the middle', () => {
  const [from, to] = [
    { data: Float32Array.from([0, 10]), shape: [2, 1] },
    { data: Float32Array.from([2, 20]), shape: [2, 1] },
  ];
  expect(Array.from(between(from, to, 3).data)).toEqual([0, 1, 2, 10, 15, 20]);
  expect(Array.from(between(from, to, 1).data)).toEqual([1, 15]);
});

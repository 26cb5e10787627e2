import { expect, it } from 'vitest';
import { rowOfEachPart } from './rowOfEachPart.js';

it('takes one row of each part, in order, from its first to its last', () => {
  expect([...rowOfEachPart(12, Float32Array.of(0, 0, 0, 0))]).toEqual([0, 3, 6, 9]);
  expect([...rowOfEachPart(12, Float32Array.of(0.34, 0.67, 0.99, 0.99))]).toEqual([1, 5, 8, 11]);
  expect([...rowOfEachPart(3, Float32Array.of(0.9, 0.1, 1))]).toEqual([0, 1, 2]);
});

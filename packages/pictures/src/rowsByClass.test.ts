import { expect, it } from 'vitest';
import { rowsByClass } from './rowsByClass.js';

it('takes classes in turn, and first rows without labels', () => {
  const x = { data: new Float32Array(6), shape: [6, 1] };
  const y = Int32Array.from([2, 0, 1, 1, 0, 2]);
  expect(rowsByClass({ x, y }, 4)).toEqual([1, 2, 0, 4]);
  expect(rowsByClass({ x, y }, 9, [1])).toEqual([2, 3]);
  expect(rowsByClass({ x }, 3)).toEqual([0, 1, 2]);
  expect(rowsByClass({ x }, 9)).toEqual([0, 1, 2, 3, 4, 5]);
});

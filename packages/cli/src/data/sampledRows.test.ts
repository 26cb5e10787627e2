import type { Examples } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import { sampled, sampledRows } from './sampledRows.js';

const sorted = (rows: number, classes: number): Examples => ({
  x: { data: Float32Array.from({ length: rows }, (_, i) => i), shape: [rows, 1] },
  y: { data: Int32Array.from({ length: rows }, (_, i) => Math.floor((i * classes) / rows)), shape: [rows] },
  binarization: 'none',
});

it('takes of examples in the order of their classes as many of each', () => {
  const { x, y } = sampled(sorted(1000, 4), 100, 0);
  expect([0, 1, 2, 3].map((label) => Array.from(y!.data).filter((one) => one === label).length)).toEqual([25, 25, 25, 25]);
  expect(new Set(x.data).size).toBe(100);
});

it('takes each row of few, the same for a seed, and others for another', () => {
  const few = sorted(20, 2);
  expect(sampled(few, 20, 0)).toBe(few);
  expect(sampledRows(1000, 50, 3)).toEqual(sampledRows(1000, 50, 3));
  expect(sampledRows(1000, 50, 3)).not.toEqual(sampledRows(1000, 50, 4));
  expect(sampledRows(5, 50, 3)).toEqual(Int32Array.of(0, 1, 2, 3, 4));
});

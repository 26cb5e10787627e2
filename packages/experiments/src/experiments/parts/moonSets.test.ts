import { describe, expect, test } from 'vitest';
import type { Lab } from '../../lab/lab.js';
import { rowOf } from '../../lab/rows.js';
import { between } from './codePath.js';
import { digitPairs } from './digitPairs.js';
import { moonSets, nearestMoon, rowAt } from './moonSets.js';

const lab: Pick<Lab, 'amount'> = { amount: (_, quick) => quick };

describe('moonSets', () => {
  const { dense, ends, gap, two } = moonSets(lab);

  test('a half moon has half the light of a full one, and the gap holds no moon between', () => {
    const light = (image: ArrayLike<number>): number => Array.from(image).reduce((sum, value) => sum + value, 0);
    const [half, full] = [light(rowOf(ends, 0)), light(rowOf(ends, 1))];
    // The dark part shines with 0.15.
    expect(half / full).toBeCloseTo((1 + 0.15) / 2, 2);
    for (let row = 0; row < gap.train.x.shape[0]!; row++) {
      const part = light(rowOf(gap.train.x, row)) / full;
      // Waning moons have as much light as those left out, but on the other side.
      const right = light(Array.from(rowOf(gap.train.x, row)).filter((_, at) => at % 16 >= 8));
      if (part > 0.6 && part < 0.98) expect(right).toBeLessThan(0.499 * full);
    }
    expect(two.train.x.shape[0]).toBe(32);
  });

  test('a true moon is its own nearest; among other phases it is not found', () => {
    const row = rowAt(dense, 2);
    expect(nearestMoon(dense, rowOf(dense.images, row))).toEqual({ row, error: 0 });
    const other = nearestMoon(dense, rowOf(dense.images, row), [3, 4]);
    expect(other.error).toBeGreaterThan(0);
    expect(dense.phases[other.row]).toBeGreaterThan(3);
  });
});

test('between: pair by pair, both ends and the middle; one step is the middle', () => {
  const [from, to] = [
    { data: Float32Array.from([0, 10]), shape: [2, 1] },
    { data: Float32Array.from([2, 20]), shape: [2, 1] },
  ];
  expect(Array.from(between(from, to, 3).data)).toEqual([0, 1, 2, 10, 15, 20]);
  expect(Array.from(between(from, to, 1).data)).toEqual([1, 15]);
});

test.each([true, false])('digitPairs: each row at most once, of one class: %s', (same) => {
  const labels = { data: Int32Array.from({ length: 60 }, (_, row) => row % 3), shape: [60] };
  const { from, to } = digitPairs(labels, 15, same, 1);
  expect(from).toHaveLength(15);
  expect(new Set([...from, ...to]).size).toBe(30);
  for (const [i, row] of from.entries()) expect(labels.data[row] === labels.data[to[i]!]).toBe(same);
  expect(digitPairs(labels, 15, same, 1)).toEqual({ from, to });
});

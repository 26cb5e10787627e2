import { describe, expect, test } from 'vitest';
import type { Lab } from '../../lab/lab.js';
import { rowOf } from '../../lab/rows.js';
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

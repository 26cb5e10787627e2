import { describe, expect, test } from 'vitest';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { moons } from './moons.js';
import { validateExamples } from './validateExamples.js';

/** Distance of each point from where its class and angle put it. */
function offsets({ x, y, factors }: Examples): [dx: number, dy: number][] {
  return Array.from(factors?.values.data ?? [], (angle, row) => {
    const lower = y?.data[row] === 1;
    const [cx, cy] = lower ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
    return [(x.data[2 * row] ?? 0) - cx, (x.data[2 * row + 1] ?? 0) - cy];
  });
}

describe('moons', () => {
  test('without noise every point lies on its half circle at its angle', () => {
    const { train, test: held } = moons({ size: 500, noise: 0 });
    for (const [dx, dy] of [...offsets(train), ...offsets(held)]) expect(Math.hypot(dx, dy)).toBeLessThan(4e-7);
  });

  test('noise is normal with the deviation asked for, on both coordinates alike; angles are uniform', () => {
    const { train } = moons({ size: 25_000, noise: 0.2, seed: 4 });
    const shifts = offsets(train);
    const n = shifts.length;
    for (const axis of [0, 1] as const) {
      const mean = shifts.reduce((sum, shift) => sum + shift[axis], 0) / n;
      const square = shifts.reduce((sum, shift) => sum + shift[axis] ** 2, 0) / n;
      expect(Math.abs(mean)).toBeLessThan((4 * 0.2) / Math.sqrt(n));
      expect(Math.abs(square / 0.04 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    }
    const product = shifts.reduce((sum, [dx, dy]) => sum + dx * dy, 0) / n;
    expect(Math.abs(product / 0.04)).toBeLessThan(4 / Math.sqrt(n));
    const angles = train.factors?.values.data ?? new Float32Array();
    const mean = angles.reduce((sum, angle) => sum + angle, 0) / n;
    expect(Math.abs(mean - Math.PI / 2)).toBeLessThan((4 * Math.PI) / Math.sqrt(12 * n));
  });

  test('shapes, classes, seeds', () => {
    const set = moons({ size: 101, seed: 2, testFraction: 0.25 });
    expect(set.train.x.shape).toEqual([76, 2]);
    expect(set.test.x.shape).toEqual([25, 2]);
    expect([...(set.train.y?.data.subarray(0, 4) ?? [])]).toEqual([0, 1, 0, 1]);
    expect(moons({ size: 101, seed: 2, testFraction: 0.25 })).toEqual(set);
    expect(moons({ size: 101, seed: 3, testFraction: 0.25 })).not.toEqual(set);
    expect(set.test.x.data).not.toEqual(set.train.x.data.slice(0, 50));
    expect(() => [set.train, set.test].forEach(validateExamples)).not.toThrow();
  });

  test.each([
    { size: 3 },
    { size: 10.5 },
    { noise: -1 },
    { noise: Number.NaN },
    { seed: 0.5 },
    { testFraction: 0 },
    { testFraction: 1 },
    { testFraction: 1e-9 },
  ])('refuses %o', (options) => {
    expect(() => moons(options)).toThrow(DataError);
  });
});

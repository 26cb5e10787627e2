import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import oracle from '../oracles/codes.json' with { type: 'json' };
import { principalPlane, project } from './principalPlane.js';

const length = (axis: ArrayLike<number>): number => Math.sqrt(Array.from(axis).reduce((sum, value) => sum + value * value, 0));

describe('principalPlane', () => {
  it('agrees with the eigenvectors of NumPy, and so do the points on it', () => {
    const points = oracle.plane.points.flat();
    const plane = principalPlane(points, 5);
    plane.axes.forEach((axis, k) => {
      axis.forEach((value, i) => expect(value).toBeCloseTo(oracle.plane.axes[k]![i]!, 6));
      expect(plane.shares[k]).toBeCloseTo(oracle.plane.shares[k]!, 10);
    });
    // float32 of coordinates up to 20
    project(points, plane).forEach((value, i) => expect(value).toBeCloseTo(oracle.plane.projected.flat()[i]!, 5));
  });

  it('finds the axes of a box', () => {
    // Points at ±a along each axis have variance a²/3 there.
    const points = [3, 0, 0, -3, 0, 0, 0, 0, 2, 0, 0, -2, 0, 1, 0, 0, -1, 0];
    const { center, axes, shares } = principalPlane(points, 3);
    expect([...center]).toEqual([0, 0, 0]);
    axes[0].forEach((value, i) => expect(value).toBeCloseTo(i === 0 ? 1 : 0, 6));
    axes[1].forEach((value, i) => expect(value).toBeCloseTo(i === 2 ? 1 : 0, 6));
    expect(shares[0]).toBeCloseTo(9 / 14, 12);
    expect(shares[1]).toBeCloseTo(4 / 14, 12);
  });

  it('agrees with the closed form of two dimensions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })), {
          minLength: 3,
          maxLength: 20,
        }),
        (rows) => {
          const n = rows.length;
          const [mx, my] = [rows.reduce((s, [x]) => s + x, 0) / n, rows.reduce((s, [, y]) => s + y, 0) / n];
          const [a, b, c] = rows.reduce(
            ([p, q, r], [x, y]) => [p + (x - mx) ** 2 / n, q + ((x - mx) * (y - my)) / n, r + (y - my) ** 2 / n],
            [0, 0, 0],
          );
          const root = Math.sqrt((a - c) ** 2 + 4 * b * b);
          // Directions are not determined where both variances are alike.
          fc.pre(root > 1e-3 * (a + c) && a + c > 1e-6);
          const { axes, shares } = principalPlane(rows.flat(), 2);
          expect(shares[0]).toBeCloseTo((a + c + root) / 2 / (a + c), 8);
          expect(shares[0] + shares[1]).toBeCloseTo(1, 8);
          expect(length(axes[0])).toBeCloseTo(1, 10);
          expect(axes[0][0]! * axes[1][0]! + axes[0][1]! * axes[1][1]!).toBeCloseTo(0, 10);
        },
      ),
    );
  });

  it('has two axes even where the points do not need them', () => {
    for (const points of [
      [1, 1, 1, 1, 1, 1],
      // A covariance with entries near the smallest number.
      [0, 0, 1e-310, 1, 0, 0.5],
      [0, 0, 0, 1, 0, 0],
    ]) {
      const { axes } = principalPlane(points, 3);
      expect(length(axes[0])).toBeCloseTo(1, 10);
      expect(length(axes[1])).toBeCloseTo(1, 10);
    }
  });

  it('projects onto itself', () => {
    const plane = principalPlane([3, 0, 0, -3, 0, 0, 0, 0, 2, 0, 0, -2], 3);
    const [first, second] = project([1, 5, 2], plane);
    expect(first).toBeCloseTo(1, 5);
    expect(second).toBeCloseTo(2, 5);
  });
});

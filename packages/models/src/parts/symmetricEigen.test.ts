import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { symmetricEigen, type SymmetricEigen } from './symmetricEigen.js';

function inPieces(matrix: readonly number[]): SymmetricEigen & { readonly pieces: number } {
  const steps = symmetricEigen(Float64Array.from(matrix));
  for (let pieces = 0; ; pieces++) {
    const { done, value } = steps.next();
    if (done === true) return { ...value, pieces };
  }
}

it.each([
  ['a number', [7], [7]],
  ['zeros', Array.from({ length: 9 }, () => 0), [0, 0, 0]],
  ['a diagonal in any order', [1, 0, 0, 0, -4, 0, 0, 0, 2], [-4, 1, 2]],
  ['a pair of equal values: 4 - 1, 4 - 1, 4 + 2', [4, 1, 1, 1, 4, 1, 1, 1, 4], [3, 3, 6]],
  // 2 - 2 cos(kπ / 6), the second differences of five points.
  [
    'second differences',
    [2, -1, 0, 0, 0, -1, 2, -1, 0, 0, 0, -1, 2, -1, 0, 0, 0, -1, 2, -1, 0, 0, 0, -1, 2],
    [1, 2, 3, 4, 5].map((k) => 2 - 2 * Math.cos((k * Math.PI) / 6)),
  ],
])('has the eigenvalues of %s in order', (_, matrix, expected) => {
  const { values } = inPieces(matrix);
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 13));
});

it('gives orthonormal vectors with A v = λ v, for any symmetric matrix, in pieces', () => {
  const matrices = fc
    .integer({ min: 2, max: 9 })
    .chain((n) => fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: n * n, maxLength: n * n }));
  fc.assert(
    fc.property(matrices, (numbers) => {
      const n = Math.sqrt(numbers.length);
      const at = (i: number, j: number): number => numbers[Math.min(i, j) * n + Math.max(i, j)]!;
      const { values, vectors, pieces } = inPieces(Array.from(numbers, (_, k) => at(Math.floor(k / n), k % n)));
      expect(pieces).toBeGreaterThan(0);
      for (let k = 0; k < n; k++) {
        const v = (i: number, row = k): number => vectors[row * n + i]!;
        const sum = (term: (j: number) => number): number =>
          Array.from({ length: n }, (_, j) => term(j)).reduce((a, b) => a + b, 0);
        // A backward stable algorithm: some n eps of the norm, at most 9e3.
        for (let i = 0; i < n; i++) expect(Math.abs(sum((j) => at(i, j) * v(j)) - values[k]! * v(i))).toBeLessThan(1e-9);
        for (let row = 0; row < n; row++)
          expect(Math.abs(sum((j) => v(j) * v(j, row)) - (row === k ? 1 : 0))).toBeLessThan(1e-12);
      }
    }),
    { numRuns: 200 },
  );
});

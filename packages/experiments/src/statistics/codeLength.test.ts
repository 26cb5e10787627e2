import { expect, test } from 'vitest';
import { codeLength } from './codeLength.js';

const column = (...values: number[]) => ({ data: Int32Array.from(values), width: 1 });

test('many symbols cost their entropy: 2 bits for four alike, and Σ −p log₂ p of others', () => {
  const even = column(...Array.from({ length: 40_000 }, (_, i) => i % 4));
  expect(codeLength(even, even)).toBeCloseTo(2, 6);
  const uneven = column(...Array.from({ length: 40_000 }, (_, i) => (i % 4 === 0 ? 1 : 0)));
  // 2 − ¾ log₂ 3
  expect(codeLength(uneven, uneven)).toBeCloseTo(2 - 0.75 * Math.log2(3), 3);
});

test('each column has its own table, and their bits add up', () => {
  const rows = { data: Int32Array.from([0, 5, 1, 5, 0, 5, 1, 5]), width: 2 };
  expect(codeLength(rows, rows)).toBeCloseTo(1, 12);
});

test('half a count for what training lacked: 0, 0, 2 give p(1) = ½ / 4½', () => {
  expect(codeLength(column(1), column(0, 0, 2))).toBeCloseTo(Math.log2(9), 12);
});

test('a symbol beyond the table is refused', () => {
  expect(() => codeLength(column(3), column(0, 2))).toThrow('symbol 3 of column 0 is outside 0 to 2, which training had');
});

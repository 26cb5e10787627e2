import { expect, test } from 'vitest';
import { exponential } from './exponential.js';
import { turn } from './turn.js';

test('cosine and sine are those that engines approximate, exact at quarter turns', () => {
  const errors = Array.from({ length: 8001 }, (_, i) => {
    const t = (i - 4000) / 1600;
    const { cosine, sine } = turn(t);
    const off = [cosine - Math.cos(2 * Math.PI * t), sine - Math.sin(2 * Math.PI * t), cosine * cosine + sine * sine - 1];
    return Math.max(...off.map(Math.abs));
  });
  expect(Math.max(...errors)).toBeLessThan(3e-15);
  expect([0, 0.25, 0.5, 0.75, 1, -0.25].map((t) => [turn(t).cosine + 0, turn(t).sine + 0])).toEqual([
    [1, 0],
    [0, 1],
    [-1, 0],
    [0, -1],
    [1, 0],
    [0, -1],
  ]);
});

test('the exponential is the one that engines approximate', () => {
  const values = Array.from({ length: 20_001 }, (_, i) => (i - 10_000) * 0.07);
  const errors = values.map((value) => Math.abs(exponential(value) / Math.exp(value) - 1));
  expect(Math.max(...errors)).toBeLessThan(1e-15);
  expect(exponential(0)).toBe(1);
});

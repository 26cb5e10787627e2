import { expect, test } from 'vitest';
import { equalDomains, widened } from './chartAxes.js';
import { klByDimensionChart } from './klByDimensionChart.js';
import { lossCurves } from './lossCurves.js';

const ticksOf = (svg: string): number[] =>
  [...svg.matchAll(/font-size="12" text-anchor="end">([\d.,]+)</gu)].map(([, text]) => Number(text!.replace(',', '')));

test('a loss that moves by noise alone has an axis of at least 2 % of it', () => {
  const ticks = ticksOf(lossCurves({ series: [{ name: 'loss', values: [100, 100.01, 99.99, 100.02] }] }));
  expect(Math.max(...ticks) - Math.min(...ticks)).toBeGreaterThanOrEqual(1);
});

test('a divergence near 0 stays low in its panel and among the bars', () => {
  expect(Math.max(...ticksOf(lossCurves({ series: [{ name: 'kl', values: [0.001, 0.002, 0.001] }] })))).toBeGreaterThanOrEqual(
    0.05,
  );
  expect(Math.max(...ticksOf(klByDimensionChart({ kl: [0.001, 0.002] })))).toBeGreaterThanOrEqual(0.1);
});

test('domains keep their middle, and get one scale however unequal they are', () => {
  expect(widened([2, 4], 6)).toEqual([0, 6]);
  expect(widened([2, 4], 1)).toEqual([2, 4]);
  const { domains } = equalDomains(
    [
      [0, 100],
      [0, 1],
    ],
    [100, 50],
    Infinity,
  );
  expect(domains).toEqual([
    [0, 100],
    [-24.5, 25.5],
  ]);
});

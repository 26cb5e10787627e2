import { randomStream } from '@vaekit/core';
import { expect, test } from 'vitest';
import { estimators, fared, knownByDraws, quadratic } from './gradientEstimates.js';

test('on a quadratic in one dimension every variance is its moment of the normal distribution', () => {
  // f = −½ (1 + ε)², and E ε², ε⁴, ε⁶ = 1, 3, 15; every estimate of d/dμ has the mean −1. Reparameterized, −1 − ε: variance 1. With the baseline,
  // (f − E f) ε = −(ε + ½ (ε² − 1)) ε: 3 + ¼ (15 − 6 + 1) − 1 = 4.5. Without it, f ε: ¼ E ε² (1 + ε)⁴ − 1 = ¼ (1 + 18 + 15) − 1 = 7.5.
  const { problem, known } = quadratic(1);
  const { reparameterized, baseline, score } = fared(problem, known, 400_000, [], randomStream(1));
  expect(reparameterized.variance.mean).toBeCloseTo(1, 1);
  expect(Math.abs(baseline.variance.mean - 4.5)).toBeLessThan(0.2);
  expect(Math.abs(score.variance.mean - 7.5)).toBeLessThan(0.4);
  // d/d log σ²: −½ ε (1 + ε) has variance ¼ (1 + 3) − ¼ = ¾.
  expect(Math.abs(reparameterized.variance.logVar - 0.75)).toBeLessThan(0.03);
  for (const name of estimators)
    for (const bias of Object.values({ reparameterized, baseline, score }[name].bias)) expect(Math.abs(bias)).toBeLessThan(4);
});

test('many draws find the gradient and the expectation', () => {
  const { problem, known } = quadratic(3);
  const found = knownByDraws(problem, 100_000, randomStream(2));
  found.gradient.forEach((value, at) => expect(Math.abs(value - known.gradient[at]!)).toBeLessThan(0.02));
  expect(Math.abs(found.expected[0]! - known.expected[0]!)).toBeLessThan(0.02);
});

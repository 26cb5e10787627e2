import { describe, expect, it } from 'vitest';
import { type LikelihoodSection, likelihoodText } from './likelihoodSection.js';

const section = (standardError: number): LikelihoodSection =>
  ({
    mean: 98.5,
    standardError,
    monteCarloError: 0.25,
    draws: 100,
    effectiveSampleSize: { mean: 3, median: 3, least: 2 },
    bounds: [],
    protocol: { name: 'nll', quantity: '-log p(x)' },
    seconds: 1,
  }) as unknown as LikelihoodSection;

describe('likelihoodText', () => {
  it('says how far other test sets would be, where that is known', () => {
    expect(likelihoodText(section(1.5))[0]).toBe('-log p(x) <= 98.50  ± 1.50 over test sets  ± 0.250 over draws');
    expect(likelihoodText(section(Number.NaN))[0]).toBe('-log p(x) <= 98.50  ± 0.250 over draws');
  });
});

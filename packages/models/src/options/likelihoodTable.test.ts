import { likelihoodFacts } from '@vaekit/core';
import { expect, it } from 'vitest';
import { likelihoods } from './likelihoodOptions.js';

it('is what the likelihoods of core say of themselves; if not, run `node scripts/writeTables.mjs`', () => {
  expect(likelihoods).toEqual(likelihoodFacts());
});

import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import type { PriorEntry } from '../priorEntry.js';

const own = {
  embedding: { kind: 'whole', about: 'numbers that stand for a code in front of the hidden layer', least: 1, fallback: 16 },
  units: { kind: 'whole', about: 'hidden units for each place of a code', least: 1, fallback: 64 },
} as const;

/** The vectors of a code one after the other, each given those before it. */
export const autoregressiveCodes: PriorEntry<'autoregressive-codes', typeof fittedPriorOptions & typeof own> = {
  name: 'autoregressive-codes',
  kind: 'autoregressiveCodes',
  about: 'the vectors of a code one after the other, each given those before it, by steps',
  options: { ...fittedPriorOptions, ...own },
  needsCodebook: true,
  async build({ embedding, units: hidden, seed }, model) {
    const [core, { codebookSize }] = await Promise.all([import('@vaekit/core'), import('../parts/codebookSize.js')]);
    return core.autoregressiveCodes({ codes: codebookSize('autoregressive-codes', model), embedding, hidden, seed });
  },
};

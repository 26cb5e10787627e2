import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import { flowOptions } from '../options/flowOptions.js';
import type { PriorEntry } from '../priorEntry.js';

/** A masked autoregressive flow. */
export const maf: PriorEntry<'maf', typeof fittedPriorOptions & typeof flowOptions> = {
  name: 'maf',
  kind: 'maskedAutoregressive',
  about: 'a masked autoregressive flow, by steps; quick to score',
  options: { ...fittedPriorOptions, ...flowOptions },
  async build({ 'flow-steps': steps, 'flow-hidden': hidden, seed }, { classes }) {
    const core = await import('@vaekit/core');
    return core.maskedAutoregressive({ steps, hidden, seed, ...(classes === undefined ? {} : { classes }) });
  },
};

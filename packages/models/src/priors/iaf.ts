import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import { flowOptions } from '../options/flowOptions.js';
import type { PriorEntry } from '../priorEntry.js';

/** An inverse autoregressive flow. */
export const iaf: PriorEntry<'iaf', typeof fittedPriorOptions & typeof flowOptions> = {
  name: 'iaf',
  kind: 'inverseAutoregressivePrior',
  about: 'an inverse autoregressive flow, by steps; quick to draw from',
  options: { ...fittedPriorOptions, ...flowOptions },
  async build({ 'flow-steps': steps, 'flow-hidden': hidden, seed }, { classes }) {
    const core = await import('@vaekit/core');
    return core.inverseAutoregressivePrior({ steps, hidden, seed, ...(classes === undefined ? {} : { classes }) });
  },
};

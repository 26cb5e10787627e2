import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import { secondStageOptions } from '../options/secondStageOptions.js';
import type { PriorEntry } from '../priorEntry.js';

/** A second VAE over codes. */
export const twoStage: PriorEntry<'two-stage', typeof fittedPriorOptions & typeof secondStageOptions> = {
  name: 'two-stage',
  kind: 'secondStage',
  about: 'a second VAE over codes, by steps; its KL is a bound from above',
  options: { ...fittedPriorOptions, ...secondStageOptions },
  async build({ 'second-hidden': hidden, seed }, { classes }) {
    const core = await import('@vaekit/core');
    return core.secondStage({ hidden, seed, ...(classes === undefined ? {} : { classes }) });
  },
};

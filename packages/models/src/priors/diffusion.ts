import { diffusionOptions } from '../options/diffusionOptions.js';
import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import type { PriorEntry } from '../priorEntry.js';

/** A diffusion over codes. */
export const diffusion: PriorEntry<'diffusion', typeof fittedPriorOptions & typeof diffusionOptions> = {
  name: 'diffusion',
  kind: 'diffusion',
  about: 'a diffusion over codes, by steps; its KL is a bound from above',
  options: { ...fittedPriorOptions, ...diffusionOptions },
  async build({ 'diffusion-steps': steps, denoiser: hidden, sampler, seed }, { classes }) {
    const core = await import('@vaekit/core');
    return core.diffusion({ steps, hidden, sampler, seed, ...(classes === undefined ? {} : { classes }) });
  },
};

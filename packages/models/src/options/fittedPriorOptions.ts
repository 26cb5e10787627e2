import { vaeOptions } from './vaeOptions.js';

/** The seed, which every prior has. */
export const fittedPriorOptions: Pick<typeof vaeOptions, 'seed'> = { seed: vaeOptions.seed };

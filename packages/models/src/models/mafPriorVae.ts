import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { flowOptions } from '../options/flowOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder with a flow as its prior. */
export const mafPriorVae: ModelEntry<'maf-prior-vae', typeof vaeOptions & typeof elboOptions & typeof flowOptions> = {
  name: 'maf-prior-vae',
  aliases: ['flow-prior-vae'],
  paper: {
    title: 'Masked Autoregressive Flow for Density Estimation',
    authors: 'Papamakarios, Pavlakou and Murray',
    year: 2017,
    where: 'arXiv 1705.07057',
    equation: 'section 3; as the prior of a VAE: Chen et al. 2017, arXiv 1611.02731, section 3.2',
  },
  changes: 'the prior is a masked autoregressive flow, trained with the model',
  options: { ...vaeOptions, ...elboOptions, ...flowOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const { 'flow-steps': steps, 'flow-hidden': hidden, seed } = values;
    return core.vae({ ...elboParts(values, data), prior: core.maskedAutoregressive({ steps, hidden, seed }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder whose divergence weighs more than in the bound. */
export const betaVae: ModelEntry<'beta-vae', typeof vaeOptions & typeof elboOptions> = {
  name: 'beta-vae',
  aliases: ['betavae'],
  paper: {
    title: 'beta-VAE: Learning Basic Visual Concepts with a Constrained Variational Framework',
    authors: 'Higgins, Matthey, Pal, Burgess, Glorot, Botvinick, Mohamed and Lerchner',
    year: 2017,
    where: 'ICLR 2017',
    equation: 'equation 4',
  },
  changes: 'the KL divergence weighs 4 by default, which presses the dimensions of the code to be independent',
  options: { ...vaeOptions, ...elboOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts, elboOf }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: elboOf(values, 4) });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder that every other model here changes. */
export const vae: ModelEntry<'vae', typeof vaeOptions & typeof elboOptions> = {
  name: 'vae',
  aliases: ['vanilla-vae'],
  paper: {
    title: 'Auto-Encoding Variational Bayes',
    authors: 'Kingma and Welling',
    year: 2014,
    where: 'arXiv 1312.6114',
    equation: 'equation 3',
  },
  changes: 'nothing: a diagonal normal posterior, the prior N(0, I), the evidence lower bound',
  options: { ...vaeOptions, ...elboOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae(elboParts(values, data));
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { likelihoodOptions } from '../options/likelihoodOptions.js';
import { networkOptions } from '../options/networkOptions.js';
import { seedOptions } from '../options/seedOptions.js';

type VaeOptions = typeof networkOptions & typeof likelihoodOptions & typeof elboOptions & typeof seedOptions;

/** The variational autoencoder that every other model here changes. */
export const vae: ModelEntry<'vae', VaeOptions> = {
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
  options: { ...networkOptions, ...likelihoodOptions, ...elboOptions, ...seedOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  async build(values, data) {
    const [core, { vaeParts }, { objectiveOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/vaeParts.js'),
      import('../parts/objective.js'),
    ]);
    return core.vae({ ...vaeParts(values, data), objective: objectiveOf(values) });
  },
};

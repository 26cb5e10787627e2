import type { ModelEntry } from '../entry.js';
import { drawsOptions } from '../options/drawsOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/**
 * The importance-weighted autoencoder. Where values are missing, it is scored on what was observed: the bound of Mattei and Frellsen 2019, "MIWAE", which goes by
 * `missing-data-iwae` here, as `miwae` is the multiply weighted one.
 */
export const iwae: ModelEntry<'iwae', typeof vaeOptions & typeof drawsOptions> = {
  name: 'iwae',
  aliases: ['importance-weighted-autoencoder', 'missing-data-iwae'],
  paper: {
    title: 'Importance Weighted Autoencoders',
    authors: 'Burda, Grosse and Salakhutdinov',
    year: 2016,
    where: 'arXiv 1509.00519',
    equation: 'equation 8',
  },
  changes:
    'the objective is a bound with k importance-weighted draws, tighter than the evidence lower bound; with missing values it is the bound of what was observed',
  options: { ...vaeOptions, ...drawsOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.iwae({ k: values.k }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  k: {
    kind: 'whole',
    about: 'draws of the code per example; 1 is the evidence lower bound',
    placeholder: 'K',
    least: 1,
    fallback: 5,
  },
} as const;

/** The importance-weighted autoencoder. */
export const iwae: ModelEntry<'iwae', typeof vaeOptions & typeof own> = {
  name: 'iwae',
  aliases: ['importance-weighted-autoencoder'],
  paper: {
    title: 'Importance Weighted Autoencoders',
    authors: 'Burda, Grosse and Salakhutdinov',
    year: 2016,
    where: 'arXiv 1509.00519',
    equation: 'equation 8',
  },
  changes: 'the objective is a bound with k importance-weighted draws, tighter than the evidence lower bound',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.iwae({ k: values.k }) });
  },
};

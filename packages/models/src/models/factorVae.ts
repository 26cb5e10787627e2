import type { ModelEntry } from '../entry.js';
import { correlationOptions } from '../options/correlationOptions.js';
import { discriminatorOptions } from '../options/discriminatorOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder against a discriminator of its codes. */
export const factorVae: ModelEntry<'factor-vae', typeof vaeOptions & typeof correlationOptions & typeof discriminatorOptions> = {
  name: 'factor-vae',
  aliases: ['factorvae'],
  paper: {
    title: 'Disentangling by Factorising',
    authors: 'Kim and Mnih',
    year: 2018,
    where: 'arXiv 1802.05983',
    equation: 'equation 2',
  },
  changes: 'the objective penalizes the total correlation of the code, which a discriminator estimates',
  options: { ...vaeOptions, ...correlationOptions, ...discriminatorOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const { 'total-correlation': gamma, discriminator: hidden, seed } = values;
    return core.vae({ ...vaeParts(values, data), objective: core.factor({ gamma, hidden, seed }) });
  },
};

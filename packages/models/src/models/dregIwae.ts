import type { ModelEntry } from '../entry.js';
import { drawsOptions } from '../options/drawsOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The importance-weighted autoencoder with another gradient of its encoder. */
export const dregIwae: ModelEntry<'dreg-iwae', typeof vaeOptions & typeof drawsOptions> = {
  name: 'dreg-iwae',
  aliases: ['dreg'],
  paper: {
    title: 'Doubly Reparameterized Gradient Estimators for Monte Carlo Objectives',
    authors: 'Tucker, Lawson, Gu and Maddison',
    year: 2019,
    where: 'arXiv 1810.04152',
    equation: 'equation 8',
  },
  changes: 'the importance-weighted bound with a gradient for the encoder whose signal grows with the draws',
  options: { ...vaeOptions, ...drawsOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.dreg({ k: values.k }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder whose posterior knows correlations. */
export const fullCovarianceVae: ModelEntry<'full-covariance-vae', typeof vaeOptions & typeof elboOptions> = {
  name: 'full-covariance-vae',
  aliases: ['full-normal-vae'],
  paper: {
    title: 'An Introduction to Variational Autoencoders',
    authors: 'Kingma and Welling',
    year: 2019,
    where: 'arXiv 1906.02691',
    equation: 'section 2.5.1',
  },
  changes: 'the posterior is a normal with a full covariance, given by its Cholesky factor',
  options: { ...vaeOptions, ...elboOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    return core.vae({ ...recipeParts(values, data), posterior: core.fullNormal(), objective: elboOf(values) });
  },
};

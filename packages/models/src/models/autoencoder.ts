import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';

/**
 * The autoencoder without a distribution of the code; one for sampling can be fitted to its codes. Without hidden layers it is the shallow one, whose code
 * is linear; with `hidden` 1000, 500, 250 and a code of 30 the deep one of the paper.
 */
export const autoencoder: ModelEntry<'autoencoder', typeof autoencoderOptions> = {
  name: 'autoencoder',
  aliases: ['ae'],
  paper: {
    title: 'Reducing the Dimensionality of Data with Neural Networks',
    authors: 'Hinton and Salakhutdinov',
    year: 2006,
    where: 'Science 313, pages 504 to 507',
    equation: 'figure 1',
  },
  changes: 'the code is a point without a prior; the objective is the reconstruction alone',
  options: { ...autoencoderOptions },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    return core.vae({ ...recipeParts(values, data), posterior: core.point(), objective: core.reconstruction() });
  },
};

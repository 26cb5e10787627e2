import type { ModelEntry } from '../entry.js';
import { codebookOptions } from '../options/codebookOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The autoencoder whose code is made of vectors out of a codebook. */
export const vqVae: ModelEntry<'vq-vae', typeof vaeOptions & typeof codebookOptions> = {
  name: 'vq-vae',
  aliases: ['vector-quantized-vae', 'vqvae'],
  paper: {
    title: 'Neural Discrete Representation Learning',
    authors: 'van den Oord, Vinyals and Kavukcuoglu',
    year: 2017,
    where: 'arXiv 1711.00937',
    equation: 'equation 3, and appendix A.1 for the codebook',
  },
  changes: 'each place of the code holds the nearest vector of a learned codebook; no prior',
  options: { ...vaeOptions, ...codebookOptions },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { networksOf }, { placesOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/networks.js'),
      import('../parts/codePlaces.js'),
    ]);
    const { places, latent, codes, commitment, decay, seed } = values;
    const shape = [...(places === undefined ? placesOf(networksOf(values), data) : [places]), latent];
    return core.vae({
      ...recipeParts(values, data, shape),
      posterior: core.vectorQuantized({ codes, commitment, decay, seed }),
      objective: core.reconstruction(),
    });
  },
};

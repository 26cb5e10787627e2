import type { ModelEntry } from '../entry.js';
import { codebookOptions } from '../options/codebookOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  levels: { kind: 'whole', about: 'codebooks, each for what those before it leave', least: 1, fallback: 3 },
} as const;

/** The autoencoder whose code is made of sums of vectors out of nested codebooks. */
export const hrqVae: ModelEntry<'hrq-vae', typeof vaeOptions & typeof codebookOptions & typeof own> = {
  name: 'hrq-vae',
  aliases: ['residual-quantized-vae', 'hrqvae'],
  paper: {
    title: 'Hierarchical Sketch Induction for Paraphrase Generation',
    authors: 'Hosking, Tang and Lapata',
    year: 2022,
    where: 'arXiv 2203.03463',
    equation: 'section 3.2',
  },
  changes: 'each place of the code holds a sum of vectors: each level’s nearest to what the levels before leave; no prior',
  options: { ...vaeOptions, ...codebookOptions, ...own },
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
    const { places, latent, codes, commitment, decay, levels, seed } = values;
    const shape = [...(places === undefined ? placesOf(networksOf(values), data) : [places]), latent];
    return core.vae({
      ...recipeParts(values, data, shape),
      posterior: core.residualQuantized({ levels, codes, commitment, decay, seed }),
      objective: core.reconstruction(),
    });
  },
};

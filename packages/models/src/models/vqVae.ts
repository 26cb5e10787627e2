import type { DataShape, ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  places: {
    kind: 'whole',
    about: 'how many codebook vectors make up a code; each has the width of the code',
    shown: '16; with conv and resnet: those of the smallest feature map',
    least: 1,
  },
  codes: { kind: 'whole', about: 'vectors in the codebook', placeholder: 'K', least: 1, fallback: 128 },
  commitment: {
    kind: 'number',
    about: 'weight of the term that keeps the encoder close to the codebook',
    range: { least: 0 },
    fallback: 0.25,
  },
  decay: {
    kind: 'number',
    about: 'decay of the moving averages that update the codebook',
    range: { least: 0, below: 1 },
    fallback: 0.99,
  },
} as const;

/** The places of a code: dense networks have them in a row, convolutions where their smallest map, whose sides each stage has halved, has them. */
const placesOf = (arch: string, stages: number, { event }: DataShape): readonly number[] =>
  arch === 'mlp' ? [16] : event.slice(0, 2).map((side) => side / 2 ** stages);

/** The autoencoder whose code is made of vectors out of a codebook. */
export const vqVae: ModelEntry<'vq-vae', typeof vaeOptions & typeof own> = {
  name: 'vq-vae',
  aliases: ['vector-quantized-vae'],
  paper: {
    title: 'Neural Discrete Representation Learning',
    authors: 'van den Oord, Vinyals and Kavukcuoglu',
    year: 2017,
    where: 'arXiv 1711.00937',
    equation: 'equation 3, and appendix A.1 for the codebook',
  },
  changes: 'each place of the code holds the nearest vector of a learned codebook; no prior',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  async build(values, data) {
    const [core, { recipeParts }, { networksOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/networks.js'),
    ]);
    const { places, latent, codes, commitment, decay, seed } = values;
    const shape = [
      ...(places === undefined ? placesOf(networksOf(values).arch, values.filters?.length ?? 2, data) : [places]),
      latent,
    ];
    return core.vae({
      ...recipeParts(values, data, shape),
      posterior: core.vectorQuantized({ codes, commitment, decay, seed }),
      objective: core.reconstruction(),
    });
  },
};

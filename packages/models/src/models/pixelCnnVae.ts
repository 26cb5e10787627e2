import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { pixelOptions } from '../options/pixelOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const { likelihood: _, sigma: __, degrees: ___, ...networks } = vaeOptions;

/** The variational autoencoder whose decoder draws an image pixel by pixel. */
export const pixelCnnVae: ModelEntry<
  'pixelcnn-vae',
  Omit<typeof vaeOptions, 'degrees' | 'likelihood' | 'sigma'> & typeof elboOptions & typeof pixelOptions
> = {
  name: 'pixelcnn-vae',
  aliases: ['autoregressive-vae', 'pixel-vae'],
  paper: {
    title: 'PixelVAE: A Latent Variable Model for Natural Images',
    authors: 'Gulrajani, Kumar, Ahmed, Taiga, Visin, Vazquez and Courville',
    year: 2017,
    where: 'arXiv 1611.05013',
    equation: 'section 3.1, with one layer of codes',
  },
  changes:
    'each pixel depends on those before it, by masked convolutions beside the decoder, so that details are not left to the code',
  options: { ...networks, ...elboOptions, ...pixelOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: ['images'],
  likelihood: 'bernoulli',
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { 'pixel-channels': channels, 'pixel-layers': layers, seed } = values;
    const parts = recipeParts({ ...values, likelihood: 'bernoulli', sigma: undefined, degrees: undefined }, data);
    return core.vae({ ...parts, likelihood: core.pixelCnn({ channels, layers, seed }), objective: elboOf(values) });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { layerOptions } from '../options/layerOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder with a code of two layers. */
export const hierarchicalVae: ModelEntry<'hierarchical-vae', typeof vaeOptions & typeof elboOptions & typeof layerOptions> = {
  name: 'hierarchical-vae',
  aliases: ['two-layer-vae'],
  paper: {
    title: 'Ladder Variational Autoencoders',
    authors: 'Sønderby, Raiko, Maaløe, Sønderby and Winther',
    year: 2016,
    where: 'arXiv 1602.02282',
    equation: 'section 2; the model: Rezende, Mohamed and Wierstra 2014',
  },
  changes:
    'the code has two layers: the prior goes from the upper to the lower, which the decoder sees, the posterior from the lower to the upper',
  options: { ...vaeOptions, ...elboOptions, ...layerOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }, { topOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
      import('../parts/topOf.js'),
    ]);
    const { 'layer-hidden': hidden, seed } = values;
    const top = topOf(values);
    const parts = recipeParts(values, data);
    return core.vae({
      ...parts,
      decoder: core.lowerLayer(parts.decoder, top),
      posterior: core.hierarchical({ top, hidden, seed }),
      prior: core.hierarchicalPrior({ top, hidden, seed }),
      objective: elboOf(values),
    });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { layerOptions } from '../options/layerOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The ladder variational autoencoder of two layers. */
export const ladderVae: ModelEntry<'ladder-vae', typeof vaeOptions & typeof elboOptions & typeof layerOptions> = {
  name: 'ladder-vae',
  aliases: ['lvae'],
  paper: {
    title: 'Ladder Variational Autoencoders',
    authors: 'Sønderby, Raiko, Maaløe, Sønderby and Winther',
    year: 2016,
    where: 'arXiv 1602.02282',
    equation: 'equations 15 to 19',
  },
  changes:
    'the code has two layers: prior and posterior go from the upper to the lower, and the posterior of the lower joins what encoder and prior say by their precisions',
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
      posterior: core.ladder({ top }),
      prior: core.hierarchicalPrior({ top, hidden, seed }),
      objective: elboOf(values),
    });
  },
};

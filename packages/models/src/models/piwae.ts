import type { ModelEntry } from '../entry.js';
import { boundsOptions } from '../options/drawsOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The partially importance-weighted autoencoder. */
export const piwae: ModelEntry<'piwae', typeof vaeOptions & typeof boundsOptions> = {
  name: 'piwae',
  aliases: ['partially-iwae'],
  paper: {
    title: 'Tighter Variational Bounds Are Not Necessarily Better',
    authors: 'Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh',
    year: 2018,
    where: 'arXiv 1802.04537',
    equation: 'section 5',
  },
  changes: 'two players: the decoder has one importance-weighted bound of all draws, the encoder the mean of several',
  options: { ...vaeOptions, ...boundsOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.piwae({ m: values.bounds, k: values.k }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { boundsOptions } from '../options/drawsOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The multiply importance-weighted autoencoder. */
export const miwae: ModelEntry<'miwae', typeof vaeOptions & typeof boundsOptions> = {
  name: 'miwae',
  aliases: ['multiply-iwae'],
  paper: {
    title: 'Tighter Variational Bounds Are Not Necessarily Better',
    authors: 'Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh',
    year: 2018,
    where: 'arXiv 1802.04537',
    equation: 'section 5',
  },
  changes: 'the objective is the mean of several importance-weighted bounds, whose gradients have less variance',
  options: { ...vaeOptions, ...boundsOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.miwae({ m: values.bounds, k: values.k }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { drawsOptions } from '../options/drawsOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'elbo-share': {
    kind: 'number',
    about: 'share of the evidence lower bound in the combination: beta of the paper',
    range: { least: 0, below: 1 },
    fallback: 0.5,
  },
} as const;

/** The autoencoder of a combination of two bounds. */
export const ciwae: ModelEntry<'ciwae', typeof vaeOptions & typeof drawsOptions & typeof own> = {
  name: 'ciwae',
  aliases: ['combination-iwae'],
  paper: {
    title: 'Tighter Variational Bounds Are Not Necessarily Better',
    authors: 'Rainforth, Kosiorek, Le, Maddison, Igl, Wood and Teh',
    year: 2018,
    where: 'arXiv 1802.04537',
    equation: 'section 5',
  },
  changes: 'the objective is a mean of the evidence lower bound and the importance-weighted one, on the same draws',
  options: { ...vaeOptions, ...drawsOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.ciwae({ k: values.k, share: values['elbo-share'] }) });
  },
};

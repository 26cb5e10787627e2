import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'planar-flows': { kind: 'whole', about: 'planar flows of the code behind a diagonal normal', least: 0, fallback: 4 },
  'radial-flows': { kind: 'whole', about: 'radial flows behind the planar ones', least: 0, fallback: 0 },
  'shared-flows': { kind: 'switch', about: 'the same flows for all examples, in place of flows from the encoder' },
} as const;

/** The variational autoencoder with planar and radial flows. */
export const planarVae: ModelEntry<'planar-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'planar-vae',
  aliases: ['vae-lin-nf', 'planar-radial-vae'],
  paper: {
    title: 'Variational Inference with Normalizing Flows',
    authors: 'Rezende and Mohamed',
    year: 2015,
    where: 'arXiv 1505.05770',
    equation: 'equations 10 to 14',
  },
  changes: 'the posterior is a diagonal normal behind planar and radial flows',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { 'planar-flows': planar, 'radial-flows': radial, 'shared-flows': shared, seed } = values;
    const flows = [...Array<'planar'>(planar).fill('planar'), ...Array<'radial'>(radial).fill('radial')];
    const posterior = core.planarRadial({ flows, shared, seed });
    return core.vae({ ...recipeParts(values, data), posterior, objective: elboOf(values) });
  },
};

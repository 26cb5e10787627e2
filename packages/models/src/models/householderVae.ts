import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  reflections: { kind: 'whole', about: 'reflections of the code behind a diagonal normal', least: 1, fallback: 2 },
} as const;

/** The variational autoencoder with a Householder flow. */
export const householderVae: ModelEntry<'householder-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'householder-vae',
  aliases: ['vae-hf'],
  paper: {
    title: 'Improving Variational Auto-Encoders Using Householder Flow',
    authors: 'Tomczak and Welling',
    year: 2016,
    where: 'arXiv 1611.09630',
    equation: 'section 3, the reflections all from the encoder',
  },
  changes: 'the posterior is a diagonal normal behind reflections, which give it correlations',
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
    const posterior = core.householder({ steps: values.reflections });
    return core.vae({ ...recipeParts(values, data), posterior, objective: elboOf(values) });
  },
};

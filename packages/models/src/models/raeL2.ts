import type { ModelEntry } from '../entry.js';
import { raeOptions } from '../options/raeOptions.js';

const own = {
  'decoder-weight': {
    kind: 'number',
    about: 'weight of the squared weights of the decoder',
    range: { least: 0 },
    fallback: 0.001,
  },
} as const;

/** The regularized autoencoder with small weights of its decoder. */
export const raeL2: ModelEntry<'rae-l2', typeof raeOptions & typeof own> = {
  name: 'rae-l2',
  aliases: ['regularized-autoencoder'],
  paper: {
    title: 'From Variational to Deterministic Autoencoders',
    authors: 'Ghosh, Sajjadi, Vergari, Black and Schölkopf',
    year: 2020,
    where: 'arXiv 1903.12436',
    equation: 'section 3',
  },
  changes: 'the code is a point; its length and the weights of the decoder are penalized; a prior is fitted to its codes',
  options: { ...raeOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.raeL2({ code: values['code-weight'], decoder: values['decoder-weight'] }),
    });
  },
};

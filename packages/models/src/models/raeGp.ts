import type { ModelEntry } from '../entry.js';
import { raeOptions } from '../options/raeOptions.js';

const own = {
  'slope-weight': {
    kind: 'number',
    about: 'weight of the squared slope of the decoder',
    range: { least: 0 },
    fallback: 0.001,
  },
  slope: {
    kind: 'choice',
    about: 'squared Jacobian, estimated along one random direction, or the gradient of the sum of all values',
    choices: ['hutchinson', 'sum'],
    fallback: 'hutchinson',
  },
} as const;

/** The regularized autoencoder with a decoder of small slope. */
export const raeGp: ModelEntry<'rae-gp', typeof raeOptions & typeof own> = {
  name: 'rae-gp',
  aliases: ['gradient-penalty-autoencoder'],
  paper: {
    title: 'From Variational to Deterministic Autoencoders',
    authors: 'Ghosh, Sajjadi, Vergari, Black and Schölkopf',
    year: 2020,
    where: 'arXiv 1903.12436',
    equation: 'section 3',
  },
  changes: 'the code is a point; its length and the slope of the decoder are penalized; a prior is fitted to its codes',
  options: { ...raeOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.raeGp({ code: values['code-weight'], slope: values['slope-weight'], jacobian: values.slope }),
    });
  },
};

import type { ModelEntry } from '../entry.js';
import { raeOptions } from '../options/raeOptions.js';
import { raeFacts, regularizedAutoencoder } from '../parts/regularizedAutoencoder.js';

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
  ...raeFacts,
  name: 'rae-gp',
  aliases: ['gradient-penalty-autoencoder'],
  changes: 'the code is a point; its length and the slope of the decoder are penalized; a prior is fitted to its codes',
  options: { ...raeOptions, ...own },
  build: (values, data) =>
    regularizedAutoencoder(values, data, ({ raeGp: of }) =>
      of({ code: values['code-weight'], slope: values['slope-weight'], jacobian: values.slope }),
    ),
};

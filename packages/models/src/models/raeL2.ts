import type { ModelEntry } from '../entry.js';
import { raeOptions } from '../options/raeOptions.js';
import { raeFacts, regularizedAutoencoder } from '../parts/regularizedAutoencoder.js';

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
  ...raeFacts,
  name: 'rae-l2',
  aliases: ['regularized-autoencoder'],
  changes: 'the code is a point; its length and the weights of the decoder are penalized; a prior is fitted to its codes',
  options: { ...raeOptions, ...own },
  build: (values, data) =>
    regularizedAutoencoder(values, data, ({ raeL2: of }) =>
      of({ code: values['code-weight'], decoder: values['decoder-weight'] }),
    ),
};

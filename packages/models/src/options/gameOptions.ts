import { discriminatorOptions } from './discriminatorOptions.js';
import { vaeOptions } from './vaeOptions.js';

const rate = {
  'discriminator-lr': {
    kind: 'number',
    about: 'learning rate of the discriminator; that of the others is --lr',
    range: { above: 0 },
    fallback: 2e-4,
  },
} as const;

const { 'batch-norm': _, ...networks } = vaeOptions;

/** Options of models that are trained against a discriminator of examples. Batch normalization is none of them: made and real examples have other statistics. */
export const gameOptions: Omit<typeof vaeOptions, 'batch-norm'> & typeof discriminatorOptions & typeof rate = {
  ...networks,
  ...discriminatorOptions,
  ...rate,
};

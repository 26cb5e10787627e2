import { discriminatorOptions } from './discriminatorOptions.js';
import { vaeOptions } from './vaeOptions.js';

/** How fast the discriminator learns. */
export const judgeRate = {
  'discriminator-lr': {
    kind: 'number',
    about: 'learning rate of the discriminator',
    range: { above: 0 },
    fallback: 5e-4,
  },
} as const;

const rates = {
  'generator-lr': {
    kind: 'number',
    about: 'learning rate of decoder and encoder, in place of that of the run: Adam with a short memory, beta1 = 0.5',
    range: { above: 0 },
    fallback: 1e-3,
  },
  'discriminator-noise': {
    kind: 'number',
    about: 'deviation of the noise on what the discriminator is shown, which keeps it from winning at once',
    range: { least: 0 },
    fallback: 0.7,
  },
  'game-average': {
    kind: 'number',
    about: 'decay of the moving average of the weights, which samples come from: players circle, their average settles',
    range: { least: 0, below: 1 },
    fallback: 0.99,
  },
} as const;

const { 'batch-norm': _, ...networks } = vaeOptions;

/** Options of models that are trained against a discriminator of examples. Batch normalization is none of them: made and real examples have other statistics. */
export const gameOptions: Omit<typeof vaeOptions, 'batch-norm'> & typeof discriminatorOptions & typeof judgeRate & typeof rates =
  {
    ...networks,
    ...discriminatorOptions,
    ...judgeRate,
    ...rates,
  };

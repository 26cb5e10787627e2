import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';
import { discriminatorOptions } from '../options/discriminatorOptions.js';
import { judgeRate } from '../options/gameOptions.js';

const own = {
  'game-weight': {
    kind: 'number',
    about: 'weight of the game against the discriminator beside the reconstruction',
    range: { least: 0 },
    fallback: 10,
  },
} as const;

/** The autoencoder that plays its codes against a discriminator. */
export const adversarialAutoencoder: ModelEntry<
  'adversarial-autoencoder',
  typeof autoencoderOptions & typeof discriminatorOptions & typeof judgeRate & typeof own
> = {
  name: 'adversarial-autoencoder',
  aliases: ['aae', 'adversarial-ae'],
  paper: {
    title: 'Adversarial Autoencoders',
    authors: 'Makhzani, Shlens, Jaitly, Goodfellow and Frey',
    year: 2016,
    where: 'arXiv 1511.05644',
    equation: 'section 2',
  },
  changes: 'a discriminator that tells codes from draws of the prior stands in place of the KL divergence; the code is a point',
  options: { ...autoencoderOptions, ...discriminatorOptions, ...judgeRate, ...own },
  can: ['encode', 'decode', 'sample'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { playerOptimizer }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/generator.js'),
    ]);
    const { 'game-weight': weight, discriminator: hidden, 'discriminator-lr': rate, seed } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.adversarialCodes({ weight, hidden, seed, optimizer: playerOptimizer(rate) }),
    });
  },
};

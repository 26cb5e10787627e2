import type { ModelEntry } from '../entry.js';
import { gameOptions } from '../options/gameOptions.js';

const own = {
  smoothing: {
    kind: 'number',
    about: 'how far below 1 the goal of the discriminator for real examples is',
    range: { least: 0, below: 1 },
    fallback: 0,
  },
} as const;

/** A generator against a discriminator: no encoder, no likelihood, and so no scores and no codes of examples. */
export const gan: ModelEntry<'gan', typeof gameOptions & typeof own> = {
  name: 'gan',
  aliases: ['generative-adversarial-network'],
  paper: {
    title: 'Generative Adversarial Nets',
    authors: 'Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio',
    year: 2014,
    where: 'arXiv 1406.2661',
    equation: 'algorithm 1, with the loss of section 3 that does not saturate',
  },
  changes: 'no encoder and no likelihood: a decoder of N(0, I) against a discriminator of examples, as two players',
  options: { ...gameOptions, ...own },
  ownOptimizers: true,
  can: ['decode', 'sample'],
  needs: [],
  withoutNumbers: 'it has no likelihood under which a condition could be judged',
  async build(values, data) {
    const [core, { recipeParts }, { asGenerator, playerOptimizer }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/generator.js'),
    ]);
    const { discriminator: hidden, 'discriminator-lr': rate, 'discriminator-noise': noise, smoothing, seed } = values;
    const model = core.vae({
      ...recipeParts({ ...values, 'batch-norm': false }, data),
      encoder: core.passThrough(),
      posterior: core.independent(),
      objective: core.adversarial({ hidden, smoothing, noise, seed, optimizer: playerOptimizer(rate) }),
    });
    return asGenerator('gan', model);
  },
  async phases(model, _, values) {
    const { gamePhase } = await import('../parts/generator.js');
    return [gamePhase(model, values)];
  },
};

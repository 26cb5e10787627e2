import type { ModelEntry } from '../entry.js';
import { gameOptions } from '../options/gameOptions.js';

const own = {
  gamma: {
    kind: 'number',
    about: 'weight of the reconstruction in features beside the game, for the decoder',
    range: { least: 0 },
    fallback: 1,
  },
  'kl-weight': {
    kind: 'number',
    about: 'weight of the KL divergence beside the reconstruction in features, for the encoder',
    range: { least: 0 },
    fallback: 1,
  },
} as const;

/** The variational autoencoder whose reconstructions are compared in the features of a discriminator. */
export const vaeGan: ModelEntry<'vae-gan', typeof gameOptions & typeof own> = {
  name: 'vae-gan',
  aliases: ['vaegan'],
  paper: {
    title: 'Autoencoding beyond Pixels Using a Learned Similarity Metric',
    authors: 'Larsen, Sønderby, Larochelle and Winther',
    year: 2016,
    where: 'arXiv 1512.09300',
    equation: 'equations 6 to 8 and algorithm 1',
  },
  changes: 'three players: the encoder reconstructs in the features of a discriminator, the decoder also plays against it',
  options: { ...gameOptions, ...own },
  ownOptimizers: true,
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { asGenerator, playerOptimizer }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/generator.js'),
    ]);
    const {
      discriminator: hidden,
      'discriminator-lr': rate,
      'discriminator-noise': noise,
      gamma,
      'kl-weight': beta,
      seed,
    } = values;
    const model = core.vae({
      ...recipeParts({ ...values, 'batch-norm': false }, data),
      objective: core.featureAdversarial({ hidden, gamma, beta, noise, seed, optimizer: playerOptimizer(rate) }),
    });
    return asGenerator('vae-gan', model);
  },
  async phases(model, _, values) {
    const { gamePhase } = await import('../parts/generator.js');
    return [gamePhase(model, values)];
  },
};

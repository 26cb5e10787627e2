import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';

const own = {
  'code-noise': {
    kind: 'number',
    about: 'deviation of the Gaussian noise on the code while it is trained',
    range: { above: 0 },
    fallback: 0.3,
  },
} as const;

/** The autoencoder with constant noise on its code: between a point and a posterior that learns its variance. */
export const noisyCodeAutoencoder: ModelEntry<'noisy-code-autoencoder', typeof autoencoderOptions & typeof own> = {
  name: 'noisy-code-autoencoder',
  aliases: ['noisy-code'],
  paper: {
    title: 'From Variational to Deterministic Autoencoders',
    authors: 'Ghosh, Sajjadi, Vergari, Black and Schölkopf',
    year: 2020,
    where: 'arXiv 1903.12436',
    equation: 'section 3, constant-variance encoders, without the weight on |z|²',
  },
  changes:
    'an autoencoder with N(0, σ²) added to its code while it is trained, σ fixed; no KL, so that codes may spread as far as they like',
  options: { ...autoencoderOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const posterior = core.point({ sigma: values['code-noise'] });
    return core.vae({ ...recipeParts(values, data), posterior, objective: core.reconstruction() });
  },
};

import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';

const own = {
  contraction: {
    kind: 'number',
    about: 'weight of the squared Jacobian of the code with respect to the example',
    range: { least: 0 },
    fallback: 0.1,
  },
  jacobian: {
    kind: 'choice',
    about: 'estimated along one random direction of the code, or exact: as many backward passes as the code is wide',
    choices: ['hutchinson', 'exact'],
    fallback: 'hutchinson',
  },
} as const;

/** The autoencoder whose code is to move little when the example does. */
export const contractiveAutoencoder: ModelEntry<'contractive-autoencoder', typeof autoencoderOptions & typeof own> = {
  name: 'contractive-autoencoder',
  aliases: ['contractive', 'cae'],
  paper: {
    title: 'Contractive Auto-Encoders: Explicit Invariance During Feature Extraction',
    authors: 'Rifai, Vincent, Muller, Glorot and Bengio',
    year: 2011,
    where: 'ICML 2011',
    equation: 'equations 1 and 5',
  },
  changes:
    'an autoencoder that also minimizes the squared Frobenius norm of its encoder’s Jacobian; any networks, weights not tied',
  options: { ...autoencoderOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const { contraction: weight, jacobian } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.contractive({ weight, jacobian }),
    });
  },
};

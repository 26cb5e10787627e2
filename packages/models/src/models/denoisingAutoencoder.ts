import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';

const own = {
  corruption: {
    kind: 'choice',
    about: 'how x is corrupted: Gaussian noise added, values set to 0, or values set to 0 or 1',
    choices: ['gaussian', 'masking', 'salt-and-pepper'],
    fallback: 'gaussian',
  },
  noise: {
    kind: 'number',
    about: 'standard deviation of the Gaussian noise, or the share of values that are corrupted, below 1',
    range: { above: 0 },
    fallback: 0.3,
  },
} as const;

/** The autoencoder that is shown corrupted examples and judged by the clean ones. */
export const denoisingAutoencoder: ModelEntry<'denoising-autoencoder', typeof autoencoderOptions & typeof own> = {
  name: 'denoising-autoencoder',
  aliases: ['dae', 'denoising'],
  paper: {
    title: 'Extracting and Composing Robust Features with Denoising Autoencoders',
    authors: 'Vincent, Larochelle, Bengio and Manzagol',
    year: 2008,
    where: 'ICML 2008',
    equation: 'section 2.3',
  },
  changes:
    'an autoencoder whose encoder sees a corrupted x during training, and the clean x in evaluation, and must reconstruct the clean x',
  options: { ...autoencoderOptions, ...own },
  can: ['encode', 'decode'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const corruptions = {
      gaussian: () => core.gaussianNoise({ sigma: values.noise }),
      masking: () => core.masking({ rate: values.noise }),
      'salt-and-pepper': () => core.saltAndPepper({ rate: values.noise }),
    };
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.reconstruction(),
      corruption: corruptions[values.corruption](),
    });
  },
};

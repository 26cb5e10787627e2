import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';

const own = {
  patch: { kind: 'whole', about: 'side of a patch in pixels', placeholder: 'PIXELS', least: 1, fallback: 4 },
  'mask-rate': {
    kind: 'number',
    about: 'part of an image’s patches that is hidden, below 1',
    range: { above: 0, below: 1 },
    fallback: 0.5,
  },
  scored: {
    kind: 'choice',
    about: 'what is scored: the whole image, or the hidden patches alone, as in the paper',
    choices: ['all', 'hidden'],
    fallback: 'all',
  },
} as const;

/** The autoencoder that is shown images with patches hidden, in training and in evaluation, and fills them in. */
export const maskedAutoencoder: ModelEntry<'masked-autoencoder', typeof autoencoderOptions & typeof own> = {
  name: 'masked-autoencoder',
  aliases: ['masked', 'mae'],
  paper: {
    title: 'Masked Autoencoders Are Scalable Vision Learners',
    authors: 'He, Chen, Xie, Li, Dollár and Girshick',
    year: 2022,
    where: 'arXiv 2111.06377',
    equation: 'section 3',
  },
  changes:
    'an autoencoder whose encoder sees images with patches set to 0, in evaluation too; the networks are the usual ones, no transformer',
  options: { ...autoencoderOptions, ...own },
  can: ['encode', 'decode'],
  needs: ['images'],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const { patch, scored, 'mask-rate': rate } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.reconstruction(),
      corruption: core.maskedPatches({ patch, rate, scored }),
    });
  },
};

import type { ModelEntry } from '../entry.js';
import { mmdOptions } from '../options/mmdOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  kl: {
    kind: 'number',
    about: 'weight of the KL divergence; 0 is the Wasserstein autoencoder of a random encoder',
    range: { least: 0 },
    fallback: 0,
  },
} as const;

/** The variational autoencoder that matches its codes to the prior by their mean discrepancy. */
export const infoVae: ModelEntry<'info-vae', typeof vaeOptions & typeof mmdOptions & typeof own> = {
  name: 'info-vae',
  aliases: ['infovae-mmd'],
  paper: {
    title: 'InfoVAE: Balancing Learning and Inference in Variational Autoencoders',
    authors: 'Zhao, Song and Ermon',
    year: 2019,
    where: 'arXiv 1706.02262',
    equation: 'the objective of InfoVAE, with MMD',
  },
  changes: 'the maximum mean discrepancy between codes and prior replaces the KL divergence, or joins it',
  options: { ...vaeOptions, ...mmdOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  withoutNumbers: 'codes are matched to the prior within classes only',
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const kernel = values.kernel === 'gaussian' ? 'gaussian' : 'inverseMultiquadratic';
    return core.vae({ ...vaeParts(values, data), objective: core.mmd({ weight: values.mmd, kl: values.kl, kernel }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  mmd: {
    kind: 'number',
    about: 'weight of the maximum mean discrepancy between codes and prior',
    range: { least: 0 },
    fallback: 10,
  },
  kl: {
    kind: 'number',
    about: 'weight of the KL divergence; 0 is the Wasserstein autoencoder',
    range: { least: 0 },
    fallback: 0,
  },
  kernel: {
    kind: 'choice',
    about: 'kernel of the discrepancy, summed over scales',
    choices: ['inverse-multiquadratic', 'gaussian'],
    fallback: 'inverse-multiquadratic',
  },
} as const;

/** The variational autoencoder that matches its codes to the prior by their mean discrepancy. */
export const infoVae: ModelEntry<'info-vae', typeof vaeOptions & typeof own> = {
  name: 'info-vae',
  aliases: ['wae-mmd'],
  paper: {
    title: 'InfoVAE: Balancing Learning and Inference in Variational Autoencoders',
    authors: 'Zhao, Song and Ermon',
    year: 2019,
    where: 'arXiv 1706.02262',
    equation: 'the objective of InfoVAE, with MMD',
  },
  changes: 'the maximum mean discrepancy between codes and prior replaces the KL divergence, or joins it',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const kernel = values.kernel === 'gaussian' ? 'gaussian' : 'inverseMultiquadratic';
    return core.vae({ ...vaeParts(values, data), objective: core.mmd({ weight: values.mmd, kl: values.kl, kernel }) });
  },
};

import type { ModelEntry } from '../entry.js';
import { dipOptions } from '../options/dipOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder that holds the covariance of the means of the posteriors to the identity. */
export const dipVaeI: ModelEntry<'dip-vae-i', typeof vaeOptions & typeof dipOptions> = {
  name: 'dip-vae-i',
  aliases: ['dipvae-i'],
  paper: {
    title: 'Variational Inference of Disentangled Latent Concepts from Unlabeled Observations',
    authors: 'Kumar, Sattigeri and Balakrishnan',
    year: 2018,
    where: 'arXiv 1711.00848',
    equation: 'equation 6',
  },
  changes: 'a penalty holds the covariance of the means of the posteriors over a batch to the identity',
  options: { ...vaeOptions, ...dipOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const { 'off-diagonal': offDiagonal, diagonal } = values;
    return core.vae({
      ...vaeParts(values, data),
      objective: core.dip({ of: 'means', offDiagonal, ...(diagonal === undefined ? {} : { diagonal }) }),
    });
  },
};

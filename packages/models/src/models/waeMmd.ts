import type { ModelEntry } from '../entry.js';
import { autoencoderOptions } from '../options/autoencoderOptions.js';
import { mmdOptions } from '../options/mmdOptions.js';

/** The Wasserstein autoencoder of a deterministic encoder. */
export const waeMmd: ModelEntry<'wae-mmd', typeof autoencoderOptions & typeof mmdOptions> = {
  name: 'wae-mmd',
  aliases: ['wasserstein-autoencoder', 'wae'],
  paper: {
    title: 'Wasserstein Auto-Encoders',
    authors: 'Tolstikhin, Bousquet, Gelly and Schölkopf',
    year: 2018,
    where: 'arXiv 1711.01558',
    equation: 'equation 4 and algorithm 2',
  },
  changes: 'the code is a point; the mean discrepancy between codes and prior stands in place of the KL divergence',
  options: { ...autoencoderOptions, ...mmdOptions },
  can: ['encode', 'decode', 'sample'],
  needs: [],
  withoutNumbers: 'codes are matched to the prior within classes only',
  async build(values, data) {
    const [core, { recipeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/recipeParts.js')]);
    const kernel = values.kernel === 'gaussian' ? 'gaussian' : 'inverseMultiquadratic';
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.point(),
      objective: core.mmd({ weight: values.mmd, kernel }),
    });
  },
};

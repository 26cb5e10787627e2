import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own: Pick<typeof vaeOptions, 'latent' | 'seed'> = { latent: vaeOptions.latent, seed: vaeOptions.seed };

/**
 * Principal components as a model: the code is the projection of x, in deviations; reconstructions lie in the plane of the components, and samples are those
 * of probabilistic PCA, N(μ, WWᵀ + σ²I).
 */
export const pca: ModelEntry<'pca', typeof own> = {
  name: 'pca',
  aliases: ['principal-components'],
  paper: {
    title: 'Probabilistic Principal Component Analysis',
    authors: 'Tipping and Bishop',
    year: 1999,
    where: 'Journal of the Royal Statistical Society B 61, pages 611 to 622',
    equation: 'equations 7 and 8',
  },
  changes: 'encoder and decoder are linear, and are computed from the covariance at once: no gradient steps, no epochs',
  options: own,
  can: ['encode', 'decode', 'sample'],
  needs: [],
  withoutNumbers: 'it projects x alone',
  atOnce: true,
  async build({ latent, seed }, { event }) {
    const { gaussian, mlp, point, reconstruction, vae } = await import('@vaekit/core');
    const network = mlp({ hidden: [] });
    const parts = { encoder: network, decoder: network, posterior: point(), objective: reconstruction() };
    return vae({ ...parts, event, latent, seed, likelihood: gaussian({ sigma: 'learned' }) });
  },
  phases: (model, data) => [
    {
      kind: 'closed',
      name: 'principal components',
      run: async (signal) =>
        (await import('../parts/principalComponents.js')).assignPrincipalComponents(model, data.training, signal),
    },
  ],
};

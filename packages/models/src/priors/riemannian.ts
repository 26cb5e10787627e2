import { fittedPriorOptions } from '../options/fittedPriorOptions.js';
import type { PriorEntry } from '../priorEntry.js';

const own = {
  chain: { kind: 'whole', about: 'steps of the Monte Carlo chain that a sample is the end of', least: 1, fallback: 20 },
} as const;

/** Uniform by the volume of the metric that a model has learned. */
export const riemannian: PriorEntry<'riemannian', typeof fittedPriorOptions & typeof own> = {
  name: 'riemannian',
  kind: 'riemannianUniform',
  about: 'uniform by the metric that an rhvae has learned, at once; drawn by Hamiltonian Monte Carlo',
  options: { ...fittedPriorOptions, ...own },
  async build({ chain, seed }, { config: { posterior } }) {
    const core = await import('@vaekit/core');
    const { kind, temperature, regularization } = posterior;
    if (kind !== 'riemannianHamiltonian')
      throw new Error(
        `riemannian: the posterior of this model is ${kind}, which has no metric; fit it to an rhvae, or fit mixture-of-normals`,
      );
    return core.riemannianUniform({ temperature: temperature as number, regularization: regularization as number, chain, seed });
  },
};

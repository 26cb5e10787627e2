import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { leapfrogOptions } from '../options/leapfrogOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

/** The variational autoencoder whose draws Hamiltonian dynamics move toward log p(x, z). */
export const hamiltonianVae: ModelEntry<'hamiltonian-vae', typeof vaeOptions & typeof elboOptions & typeof leapfrogOptions> = {
  name: 'hamiltonian-vae',
  aliases: ['hvae'],
  paper: {
    title: 'Hamiltonian Variational Auto-Encoder',
    authors: 'Caterini, Doucet and Sejdinovic',
    year: 2018,
    where: 'arXiv 1805.11328',
    equation: 'algorithm 1 and equation 14',
  },
  changes: 'draws of the posterior are moved toward log p(x, z) by tempered leapfrog steps',
  options: { ...vaeOptions, ...elboOptions, ...leapfrogOptions },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { leapfrog, tempering, 'step-size': stepSize = 0.05 } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.hamiltonian({ steps: leapfrog, stepSize, tempering }),
      objective: elboOf(values),
    });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  leapfrog: {
    kind: 'whole',
    about: 'leapfrog steps of a draw; each takes two passes of the decoder and their gradients',
    placeholder: 'STEPS',
    least: 1,
    fallback: 3,
  },
  'step-size': {
    kind: 'number',
    about: 'length of a leapfrog step at the beginning; each dimension learns its own, up to 0.5',
    range: { above: 0, below: 0.5 },
    fallback: 0.05,
  },
  tempering: {
    kind: 'number',
    about: 'inverse temperature before the first leapfrog step, at the beginning of training; it is learned',
    range: { above: 0, below: 1 },
    fallback: 0.3,
  },
} as const;

/** The variational autoencoder whose draws Hamiltonian dynamics move toward log p(x, z). */
export const hamiltonianVae: ModelEntry<'hamiltonian-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
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
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { leapfrog, tempering, 'step-size': stepSize } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.hamiltonian({ steps: leapfrog, stepSize, tempering }),
      objective: elboOf(values),
    });
  },
};

import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { leapfrogOptions } from '../options/leapfrogOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  centroids: {
    kind: 'whole',
    about: 'places of the metric that are kept, the latest of the training; at most 200',
    placeholder: 'K',
    least: 1,
    fallback: 100,
  },
  reach: { kind: 'number', about: 'how far a place of the metric reaches', range: { above: 0 }, fallback: 1.5 },
} as const;

/** The variational autoencoder whose draws are moved toward log p(x, z) in a metric that it learns. */
export const rhvae: ModelEntry<'rhvae', typeof vaeOptions & typeof elboOptions & typeof leapfrogOptions & typeof own> = {
  name: 'rhvae',
  aliases: ['riemannian-hamiltonian-vae'],
  paper: {
    title: 'Geometry-Aware Hamiltonian Variational Auto-Encoder',
    authors: 'Chadebec, Mantoux and Allassonnière',
    year: 2020,
    where: 'arXiv 2010.11518',
    equation: 'section 3',
  },
  changes: 'draws of the posterior are moved toward log p(x, z) by leapfrog steps in a learned Riemannian metric',
  options: { ...vaeOptions, ...elboOptions, ...leapfrogOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    // Where there are no data, the metric makes a step as much longer: with 0.05, tables can leave what numbers hold.
    const { leapfrog, tempering, centroids, reach, 'step-size': stepSize = 0.01 } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.riemannianHamiltonian({ steps: leapfrog, stepSize, tempering, centroids, temperature: reach }),
      objective: elboOf(values),
    });
  },
};

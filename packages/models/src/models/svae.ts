import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  kappa: {
    kind: 'number',
    about: 'one concentration for all examples; without it the encoder gives each its own, above 1',
    details: 'The KL is then a constant, so that a weight on it is refused.',
    range: { above: 0 },
  },
} as const;

/** The variational autoencoder whose code is a point of a sphere. */
export const svae: ModelEntry<'svae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'svae',
  aliases: ['hyperspherical-vae'],
  paper: {
    title: 'Hyperspherical Variational Auto-Encoders',
    authors: 'Davidson, Falorsi, De Cao, Kipf and Tomczak',
    year: 2018,
    where: 'arXiv 1804.00891',
    equation: 'sections 3.1 to 3.3',
  },
  changes: 'the code is a point of the unit sphere: a von Mises–Fisher posterior and a uniform prior',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const { kappa, beta, warmup } = values;
    if (kappa !== undefined && ((beta ?? 1) !== 1 || warmup !== 0))
      throw new RangeError(
        'svae: with a fixed `kappa` the KL is a constant, so that a weight on it does nothing; leave out `beta` and `warmup`, or `kappa`',
      );
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.vonMisesFisher(kappa === undefined ? {} : { kappa }),
      prior: core.uniformSphere(),
      objective: elboOf(values),
    });
  },
};

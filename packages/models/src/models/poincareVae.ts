import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  curvature: {
    kind: 'number',
    about: 'c, of a ball of curvature −c and radius 1/√c',
    range: { above: 0 },
    fallback: 1,
  },
} as const;

/** The variational autoencoder whose code is a point of the Poincaré ball. */
export const poincareVae: ModelEntry<'poincare-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'poincare-vae',
  aliases: ['hyperbolic-vae', 'poincarevae'],
  paper: {
    title: 'Continuous Hierarchical Representations with Poincaré Variational Auto-Encoders',
    authors: 'Mathieu, Le Lan, Maddison, Tomioka and Teh',
    year: 2019,
    where: 'arXiv 1901.06033',
    equation: 'section 3.1',
  },
  changes: 'the code is a point of the Poincaré ball: a wrapped normal posterior and a wrapped standard normal prior',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { curvature } = values;
    return core.vae({
      ...recipeParts(values, data),
      posterior: core.wrappedNormal({ curvature }),
      prior: core.wrappedStandardNormal({ curvature }),
      objective: elboOf(values),
    });
  },
};

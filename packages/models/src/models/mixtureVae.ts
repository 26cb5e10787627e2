import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  components: { kind: 'whole', about: 'normals in the prior', least: 1, fallback: 10 },
} as const;

/** The variational autoencoder with a mixture of normals for a prior. */
export const mixtureVae: ModelEntry<'mixture-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'mixture-vae',
  aliases: ['mixture-of-normals-vae'],
  paper: {
    title: 'Variational Deep Embedding: An Unsupervised and Generative Approach to Clustering',
    authors: 'Jiang, Zheng, Tan, Tang and Zhou',
    year: 2017,
    where: 'arXiv 1611.05148',
    equation: 'section 3.1',
  },
  changes: 'the prior is a mixture of diagonal normals, trained with the model',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const prior = core.mixtureOfNormals({ components: values.components, seed: values.seed });
    return core.vae({ ...elboParts(values, data), prior });
  },
};

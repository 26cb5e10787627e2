import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'pseudo-inputs': {
    kind: 'whole',
    about: 'pseudo-inputs of the prior; they start as examples of the first batch',
    least: 1,
    fallback: 100,
  },
} as const;

/** The variational autoencoder with a VampPrior. */
export const vampVae: ModelEntry<'vamp-vae', typeof vaeOptions & typeof elboOptions & typeof own> = {
  name: 'vamp-vae',
  aliases: ['vampprior-vae', 'vamp'],
  paper: {
    title: 'VAE with a VampPrior',
    authors: 'Tomczak and Welling',
    year: 2018,
    where: 'arXiv 1705.07120',
    equation: 'equation 9',
  },
  changes: 'the prior is a mixture of the posteriors of learned pseudo-inputs',
  options: { ...vaeOptions, ...elboOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  withoutNumbers: 'pseudo-inputs have no condition of their own',
  async build(values, data) {
    const [core, { elboParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const prior = core.vampPrior({ pseudoInputs: values['pseudo-inputs'], seed: values.seed });
    return core.vae({ ...elboParts(values, data), prior });
  },
};

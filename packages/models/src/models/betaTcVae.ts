import type { ModelEntry } from '../entry.js';
import { correlationOptions } from '../options/correlationOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'mutual-information': {
    kind: 'number',
    about: 'weight of the mutual information between examples and codes: alpha',
    range: { least: 0 },
    fallback: 1,
  },
  'dimension-wise': {
    kind: 'number',
    about: 'weight of the dimension-wise KL divergence: gamma',
    range: { least: 0 },
    fallback: 1,
  },
  estimator: {
    kind: 'choice',
    about: 'estimator of q(z) from a batch: weighted has less variance, stratified has no bias',
    choices: ['weighted', 'stratified'],
    fallback: 'weighted',
  },
} as const;

/** The variational autoencoder that weighs the parts of its divergence apart. */
export const betaTcVae: ModelEntry<'beta-tc-vae', typeof vaeOptions & typeof correlationOptions & typeof own> = {
  name: 'beta-tc-vae',
  aliases: ['btcvae', 'beta-tcvae'],
  paper: {
    title: 'Isolating Sources of Disentanglement in Variational Autoencoders',
    authors: 'Chen, Li, Grosse and Duvenaud',
    year: 2018,
    where: 'arXiv 1802.04942',
    equation: 'equation 4',
  },
  changes: 'the KL divergence is split into three terms, and its total correlation has its own weight',
  options: { ...vaeOptions, ...correlationOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    const objective = core.totalCorrelation({
      alpha: values['mutual-information'],
      beta: values['total-correlation'],
      gamma: values['dimension-wise'],
      estimator: values.estimator,
    });
    return core.vae({ ...vaeParts(values, data), objective });
  },
};

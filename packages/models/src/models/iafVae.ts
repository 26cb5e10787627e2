import type { ModelEntry } from '../entry.js';
import { elboOptions } from '../options/elboOptions.js';
import { flowOptions } from '../options/flowOptions.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'flow-context': { kind: 'whole', about: 'numbers of the encoder that every step of the flow sees', least: 1, fallback: 32 },
} as const;

/** The variational autoencoder with an inverse autoregressive flow. */
export const iafVae: ModelEntry<'iaf-vae', typeof vaeOptions & typeof elboOptions & typeof flowOptions & typeof own> = {
  name: 'iaf-vae',
  aliases: ['vae-iaf', 'inverse-autoregressive-flow'],
  paper: {
    title: 'Improving Variational Inference with Inverse Autoregressive Flow',
    authors: 'Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling',
    year: 2016,
    where: 'arXiv 1606.04934',
    equation: 'algorithm 1',
  },
  changes:
    'the posterior is a diagonal normal behind an inverse autoregressive flow, whose networks see a context from the encoder',
  options: { ...vaeOptions, ...elboOptions, ...flowOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { recipeParts }, { elboOf }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/recipeParts.js'),
      import('../parts/vaeParts.js'),
    ]);
    const { 'flow-steps': steps, 'flow-hidden': hidden, 'flow-context': context, seed } = values;
    const posterior = core.inverseAutoregressive({ steps, hidden, context, seed });
    return core.vae({ ...recipeParts(values, data), posterior, objective: elboOf(values) });
  },
};

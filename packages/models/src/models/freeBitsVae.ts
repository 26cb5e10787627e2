import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  'free-nats': {
    kind: 'number',
    about: 'nats that each dimension of the code has for nothing',
    range: { least: 0 },
    fallback: 0.25,
  },
} as const;

/** The variational autoencoder whose code has some nats for nothing. */
export const freeBitsVae: ModelEntry<'free-bits-vae', typeof vaeOptions & typeof own> = {
  name: 'free-bits-vae',
  aliases: ['free-bits'],
  paper: {
    title: 'Improved Variational Inference with Inverse Autoregressive Flow',
    authors: 'Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling',
    year: 2016,
    where: 'arXiv 1606.04934',
    equation: 'appendix C.8',
  },
  changes: 'the KL divergence of each dimension counts only above an allowance',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }] = await Promise.all([import('@vaekit/core'), import('../parts/vaeParts.js')]);
    return core.vae({ ...vaeParts(values, data), objective: core.freeBitsElbo({ minimum: values['free-nats'] }) });
  },
};

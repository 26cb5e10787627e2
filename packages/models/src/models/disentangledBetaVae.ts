import type { ModelEntry } from '../entry.js';
import { vaeOptions } from '../options/vaeOptions.js';

const own = {
  capacity: { kind: 'number', about: 'nats that the code is to hold in the end', range: { least: 0 }, fallback: 25 },
  'capacity-steps': {
    kind: 'whole',
    about: 'steps over which the capacity of the code rises from 0',
    placeholder: 'STEPS',
    least: 1,
    fallback: 2000,
  },
  'capacity-weight': {
    kind: 'number',
    about: 'weight of the distance of the KL divergence from the capacity; 1000 in the paper',
    range: { least: 0 },
    fallback: 100,
  },
} as const;

/** The variational autoencoder whose code is to hold a number of nats that grows. */
export const disentangledBetaVae: ModelEntry<'disentangled-beta-vae', typeof vaeOptions & typeof own> = {
  name: 'disentangled-beta-vae',
  aliases: ['disentangled-betavae', 'capacity-vae'],
  paper: {
    title: 'Understanding Disentangling in β-VAE',
    authors: 'Burgess, Higgins, Pal, Matthey, Watters, Desjardins and Lerchner',
    year: 2018,
    where: 'arXiv 1804.03599',
    equation: 'equation 8',
  },
  changes: 'the KL divergence is held at a capacity, which rises during training',
  options: { ...vaeOptions, ...own },
  can: ['encode', 'decode', 'sample', 'score'],
  needs: [],
  takesNumbers: true,
  async build(values, data) {
    const [core, { vaeParts }, { linearWarmup }] = await Promise.all([
      import('@vaekit/core'),
      import('../parts/vaeParts.js'),
      import('@vaekit/losses'),
    ]);
    const capacity = linearWarmup({ steps: values['capacity-steps'], to: values.capacity });
    return core.vae({ ...vaeParts(values, data), objective: core.capacity({ capacity, gamma: values['capacity-weight'] }) });
  },
};

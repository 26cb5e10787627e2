import type { Experiment } from './experiment.js';

/** An experiment by name; its code, and with it the engine, is loaded when it is asked for. */
export interface ListedExperiment {
  readonly name: string;
  load(): Promise<Experiment>;
}

/** Every experiment, in the order of the argument. */
export const experiments: readonly ListedExperiment[] = [
  { name: 'pca-ae-deep', load: async () => (await import('./experiments/pcaAeDeep.js')).pcaAeDeep },
  { name: 'midpoint', load: async () => (await import('./experiments/midpoint.js')).midpoint },
  { name: 'random-codes', load: async () => (await import('./experiments/randomCodes.js')).randomCodes },
  { name: 'without-kl', load: async () => (await import('./experiments/withoutKl.js')).withoutKl },
  { name: 'noise-schedule', load: async () => (await import('./experiments/noiseSchedule.js')).noiseSchedule },
  { name: 'all-normal', load: async () => (await import('./experiments/allNormal.js')).allNormal },
  { name: 'elbo-gap', load: async () => (await import('./experiments/elboGap.js')).elboGap },
  { name: 'reparameterize', load: async () => (await import('./experiments/reparameterize.js')).reparameterize },
  { name: 'mixture', load: async () => (await import('./experiments/mixture.js')).mixture },
  { name: 'latent-map', load: async () => (await import('./experiments/latentMap.js')).latentMap },
  { name: 'interpolation', load: async () => (await import('./experiments/interpolation.js')).interpolation },
  { name: 'neighbors', load: async () => (await import('./experiments/neighbors.js')).neighbors },
  { name: 'compression', load: async () => (await import('./experiments/compression.js')).compression },
  { name: 'classes', load: async () => (await import('./experiments/classes.js')).classes },
  { name: 'memory-and-blur', load: async () => (await import('./experiments/memoryAndBlur.js')).memoryAndBlur },
  { name: 'prior-hole', load: async () => (await import('./experiments/priorHole.js')).priorHole },
  { name: 'factors', load: async () => (await import('./experiments/factors.js')).factors },
  { name: 'lee-form', load: async () => (await import('./experiments/leeForm.js')).leeForm },
];

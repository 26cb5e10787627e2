import type { Experiment } from './experiment.js';

/** An experiment by name; its code, and with it the engine, is loaded when it is asked for. */
export interface ListedExperiment {
  readonly name: string;
  load(): Promise<Experiment>;
}

/** Every experiment, in the order of the argument. */
export const experiments: readonly ListedExperiment[] = [
  { name: 'elbo-gap', load: async () => (await import('./experiments/elboGap.js')).elboGap },
  { name: 'reparameterize', load: async () => (await import('./experiments/reparameterize.js')).reparameterize },
  { name: 'mixture', load: async () => (await import('./experiments/mixture.js')).mixture },
  { name: 'lee-form', load: async () => (await import('./experiments/leeForm.js')).leeForm },
];

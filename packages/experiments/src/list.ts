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
  { name: 'interpolation', load: async () => (await import('./experiments/interpolation.js')).interpolation },
  { name: 'compression', load: async () => (await import('./experiments/compression.js')).compression },
  { name: 'lee-form', load: async () => (await import('./experiments/leeForm.js')).leeForm },
];

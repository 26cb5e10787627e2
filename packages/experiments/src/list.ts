import type { Experiment } from './experiment.js';

/** An experiment by name; its code, and with it the engine, is loaded when it is asked for. */
export interface ListedExperiment {
  readonly name: string;
  load(): Promise<Experiment>;
}

/** Every experiment, in the order of the argument. */
export const experiments: readonly ListedExperiment[] = [
  { name: 'without-kl', load: async () => (await import('./experiments/withoutKl.js')).withoutKl },
  { name: 'noise-schedule', load: async () => (await import('./experiments/noiseSchedule.js')).noiseSchedule },
  { name: 'all-normal', load: async () => (await import('./experiments/allNormal.js')).allNormal },
  { name: 'lee-form', load: async () => (await import('./experiments/leeForm.js')).leeForm },
];

import type { CommandContext } from '../command.js';

/** What a command does with its options; gives the exit code. */
export type Action<V> = (values: V, context: CommandContext) => Promise<number>;

// Each is imported when it runs and not before: the engine takes a second to load.
const actions: Readonly<Record<string, () => Promise<Action<never>>>> = {
  train: async () => (await import('../training/train.js')).train,
  sweep: async () => (await import('../sweep/sweep.js')).sweep,
  evaluate: async () => (await import('./evaluate.js')).evaluate,
  sample: async () => (await import('./sample.js')).sample,
  reconstruct: async () => (await import('./reconstruct.js')).reconstruct,
  impute: async () => (await import('./impute.js')).impute,
  interpolate: async () => (await import('./interpolate.js')).interpolate,
  traverse: async () => (await import('./traverse.js')).traverse,
  transform: async () => (await import('./transform.js')).transform,
  encode: async () => (await import('./encode.js')).encode,
  classify: async () => (await import('./classify.js')).classify,
  score: async () => (await import('./score.js')).score,
  compare: async () => (await import('./compare.js')).compare,
  export: async () => (await import('./export.js')).exportModel,
  experiment: async () => (await import('./experiment.js')).experiment,
  report: async () => (await import('./report.js')).report,
  'fit-prior': async () => (await import('./fitPrior.js')).fitPrior,
  models: async () => (await import('./models.js')).models,
  completion: async () => (await import('./completion.js')).completion,
  'data list': async () => (await import('./dataList.js')).dataList,
  'data fetch': async () => (await import('./dataFetch.js')).dataFetch,
  'data info': async () => (await import('./dataInfo.js')).dataInfo,
};

/** The action of a command, which takes the values that the command's options were read as. */
export async function loadAction(name: string): Promise<Action<Readonly<Record<string, unknown>>>> {
  const load = actions[name];
  if (load === undefined) throw new TypeError(`loadAction: command ${name} has no action`);
  return (await load()) as unknown as Action<Readonly<Record<string, unknown>>>;
}

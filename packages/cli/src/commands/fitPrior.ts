import { command, type Command } from '../command.js';
import { choice, flag, text, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { type FileOptions, type RunCommandOptions, runCommandOptions, runDataDirOption, seedOption } from './runOptions.js';

/** The options of `fit-prior`. */
export interface FitPriorOptions extends FileOptions, RunCommandOptions {
  readonly prior: 'mixture-of-normals' | undefined;
  readonly components: number;
  readonly seed: number;
  readonly 'data-dir': string | undefined;
}

/** `vaekit fit-prior`. */
export const fitPrior: Command = command<FitPriorOptions>({
  name: 'fit-prior',
  operands: ['RUN'],
  summary: 'Fit a prior to the codes of a trained model and write a new run; nothing else changes',
  details:
    'The codes are draws from q(z|x), one per training example; a model with classes gets a prior for each class. The new run names its parent, which stays as it is. Its samples, bounds and exports use the new prior.',
  options: {
    prior: choice('what to fit', ['mixture-of-normals'], { fallback: undefined }),
    components: whole('normals in the mixture; one is a fitted normal', { fallback: 10, least: 1 }),
    seed: seedOption,
    out: text('the run folder to write; it must not exist', { fallback: undefined, placeholder: 'DIR', completes: 'folder' }),
    force: flag('replace the run in --out, once the new one is whole'),
    'data-dir': runDataDirOption,
    ...runCommandOptions,
  },
  examples: [
    'vaekit fit-prior runs/digits --prior mixture-of-normals --out runs/digits-mixture',
    'vaekit fit-prior runs/faces --prior mixture-of-normals --components 50 --out runs/faces-mixture --force',
  ],
  check({ prior, out }) {
    if (prior === undefined) throw new UsageError('--prior is missing; expected mixture-of-normals');
    if (out === undefined) throw new UsageError('--out is missing; expected the folder of the new run');
  },
});

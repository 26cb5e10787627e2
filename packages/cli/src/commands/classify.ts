import { command, type Command } from '../command.js';
import { text, whole } from '../optionSpec.js';
import {
  backendOption,
  forceOption,
  jsonOption,
  type RunCommandOptions,
  type RunDataOptions,
  runDataDirOption,
  seedOption,
  splitOption,
} from './runOptions.js';

/** The options of `classify`. */
export interface ClassifyOptions extends RunCommandOptions, RunDataOptions {
  readonly count: number | undefined;
  readonly samples: number | undefined;
  readonly seed: number;
  readonly out: string | undefined;
  readonly force: boolean;
}

/** `vaekit classify`. */
export const classify: Command = command<ClassifyOptions>({
  name: 'classify',
  operands: ['RUN'],
  summary: 'Let a class model find the class of examples: accuracy, confusion, and the answers as CSV',
  details:
    'Where the encoder sees no label, p(y|x) is the mean of p(y|z) over draws of the code; where it does, every label is tried and p(x|y) estimated under each.',
  options: {
    samples: whole('draws of the code', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
      most: 10_000,
      shown: '16; 1 where every label is tried',
    }),
    count: whole('the first N examples only', { fallback: undefined, least: 1, shown: 'all' }),
    seed: seedOption,
    split: splitOption,
    'data-dir': runDataDirOption,
    out: text('a file for the answers: .csv', { fallback: undefined, placeholder: 'FILE', completes: 'file', shown: '' }),
    force: forceOption,
    backend: backendOption,
    json: jsonOption,
  },
  examples: ['vaekit classify runs/digits', 'vaekit classify runs/digits --samples 64 --out answers.csv'],
});

import { command, type Command } from '../command.js';
import { whole } from '../optionSpec.js';
import { checkRunData, type ExampleOptions, exampleOptions, type FileOptions, fileOptions, seedOption } from './runOptions.js';

/** The options of `classify`. */
export interface ClassifyOptions extends ExampleOptions, FileOptions {
  readonly samples: number | undefined;
  readonly seed: number;
}

/** `vaekit classify`. */
export const classify: Command = command<ClassifyOptions>({
  name: 'classify',
  operands: ['RUN'],
  summary: 'Classify examples with a class model: accuracy, confusion, and the answers as CSV',
  details:
    'If the encoder sees no label, p(y|x) is the mean of p(y|z) over draws of the code. If it does, every label is tried and p(x|y) is estimated for each. Classes are as frequent as in training: p(y) is their share of its examples.',
  options: {
    samples: whole('draws of the code', {
      fallback: undefined,
      placeholder: 'K',
      least: 1,
      most: 10_000,
      shown: '16; 1 where every label is tried',
    }),
    seed: seedOption,
    ...fileOptions('a file for the answers: .csv', ''),
    ...exampleOptions,
  },
  examples: ['vaekit classify runs/digits', 'vaekit classify runs/digits --samples 64 --out answers.csv'],
  check: checkRunData,
});

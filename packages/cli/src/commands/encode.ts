import { command, type Command } from '../command.js';
import { flag, whole } from '../optionSpec.js';
import { checkRunData, type ExampleOptions, exampleOptions, type FileOptions, fileOptions } from './runOptions.js';

/** The options of `encode`. */
export interface EncodeOptions extends ExampleOptions, FileOptions {
  readonly variance: boolean;
  readonly seed: number | undefined;
}

/** `vaekit encode`. */
export const encode: Command = command<EncodeOptions>({
  name: 'encode',
  operands: ['RUN'],
  summary: 'Write the codes of examples as CSV: index, ids, label, then the mean of q(z|x)',
  options: {
    variance: flag('the logarithms of the variances too'),
    seed: whole('a draw from q(z|x) with this seed instead of its mean', { fallback: undefined, shown: '' }),
    ...fileOptions('the file to write: .csv, .npy (the codes alone), .npz (codes, labels, ids)', 'standard output'),
    ...exampleOptions,
    json: flag('one JSON object a line instead of CSV'),
  },
  examples: [
    'vaekit encode runs/patients --data ./new.csv --out codes.csv',
    'vaekit encode runs/digits --out codes.npy',
    'vaekit encode runs/digits --count 5 --json',
  ],
  check: checkRunData,
});

import { command, type Command } from '../command.js';
import { flag, text, whole } from '../optionSpec.js';
import { backendOption, forceOption, type RunDataOptions, runDataDirOption, splitOption } from './runOptions.js';

/** The options of `encode`. */
export interface EncodeOptions extends RunDataOptions {
  readonly count: number | undefined;
  readonly variance: boolean;
  readonly seed: number | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly json: boolean;
}

/** `vaekit encode`. */
export const encode: Command = command<EncodeOptions>({
  name: 'encode',
  operands: ['RUN'],
  summary: 'Write the codes of examples as CSV: index, label, then the mean of q(z|x)',
  options: {
    count: whole('the first N examples only', { fallback: undefined, least: 1, shown: 'all' }),
    variance: flag('the logarithms of the variances too'),
    seed: whole('a draw from q(z|x) with this seed instead of its mean', { fallback: undefined, shown: '' }),
    split: splitOption,
    'data-dir': runDataDirOption,
    out: text('the file to write: .csv', {
      fallback: undefined,
      placeholder: 'FILE',
      completes: 'file',
      shown: 'standard output',
    }),
    force: forceOption,
    backend: backendOption,
    json: flag('one JSON object a line instead of CSV'),
  },
  examples: ['vaekit encode runs/digits --out codes.csv', 'vaekit encode runs/digits --count 5 --json'],
});

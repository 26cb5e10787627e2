import { command, type Command } from '../command.js';
import { whole } from '../optionSpec.js';
import { checkRunData, type ExampleOptions, exampleOptions, type FileOptions, fileOptions, seedOption } from './runOptions.js';

/** The options of `impute`. */
export interface ImputeOptions extends ExampleOptions, FileOptions {
  readonly draws: number;
  readonly multiple: number | undefined;
  readonly seed: number;
}

/** `vaekit impute`. */
export const impute: Command = command<ImputeOptions>({
  name: 'impute',
  operands: ['RUN'],
  summary: 'Fill gaps with what the model expects there given what was observed, or with several draws of it',
  details:
    'Codes are drawn from the encoder and weighed by p(observed, z) / q(z|x) (Mattei and Frellsen 2019). A number is filled with its weighted mean, a category with the most probable one. With --multiple M the rows come M times, each time with gaps drawn anew, the column imputation says which: what is computed from each set and then averaged knows how uncertain the gaps are. `vaekit reconstruct` is quicker and takes the one code at the center.',
  options: {
    draws: whole('draws of the code a row', { fallback: 1000, placeholder: 'K', least: 1, most: 1_000_000 }),
    multiple: whole('how many completed sets to draw in place of the means', {
      fallback: undefined,
      placeholder: 'M',
      least: 1,
      most: 1000,
      shown: '',
    }),
    seed: seedOption,
    ...fileOptions('the file to write: .csv', 'CSV on standard output'),
    ...exampleOptions,
  },
  examples: [
    'vaekit impute runs/patients --data ./gaps.csv --out filled.csv',
    'vaekit impute runs/patients --data ./gaps.csv --multiple 20 --draws 5000 --out sets.csv',
  ],
  check: checkRunData,
});

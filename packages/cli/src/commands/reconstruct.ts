import { command, type Command } from '../command.js';
import { flag, whole } from '../optionSpec.js';
import { checkRunData, type PictureOptions, pictureOptions, type RunDataOptions, runDataOptions } from './runOptions.js';

/** The options of `reconstruct`. */
export interface ReconstructOptions extends PictureOptions, RunDataOptions {
  readonly all: boolean;
  readonly count: number | undefined;
  readonly seed: number | undefined;
}

/** `vaekit reconstruct`. */
export const reconstruct: Command = command<ReconstructOptions>({
  name: 'reconstruct',
  operands: ['RUN'],
  summary: 'Put examples through the code and back: a picture of both, or rows of a table with their gaps filled',
  options: {
    count: whole('examples', { fallback: undefined, least: 1, shown: '20 in a picture, all rows of a table' }),
    all: flag('tables: the model’s value in every field, not only where one is missing'),
    seed: whole('draw the code from q(z|x) with this seed', { fallback: undefined, shown: 'take its mean' }),
    ...runDataOptions,
    ...pictureOptions('.png or .svg; .csv of a table', 'reconstruct.png; rows of a table to standard output'),
  },
  examples: [
    'vaekit reconstruct runs/digits --count 30',
    'vaekit reconstruct runs/patients --data ./gaps.csv --out filled.csv',
    'vaekit reconstruct runs/digits --split train --out train.svg',
  ],
  check: checkRunData,
});

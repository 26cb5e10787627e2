import { command, type Command } from '../command.js';
import { whole } from '../optionSpec.js';
import { type PictureOptions, pictureOptions, type RunDataOptions, runDataOptions } from './runOptions.js';

/** The options of `reconstruct`. */
export interface ReconstructOptions extends PictureOptions, RunDataOptions {
  readonly count: number;
  readonly seed: number | undefined;
}

/** `vaekit reconstruct`. */
export const reconstruct: Command = command<ReconstructOptions>({
  name: 'reconstruct',
  operands: ['RUN'],
  summary: 'Put examples through the code and back, and draw both',
  options: {
    count: whole('examples', { fallback: 20, least: 1, most: 10_000 }),
    seed: whole('draw the code from q(z|x) with this seed', { fallback: undefined, shown: 'take its mean' }),
    ...runDataOptions,
    ...pictureOptions('.png or .svg', 'reconstruct.png'),
  },
  examples: ['vaekit reconstruct runs/digits --count 30', 'vaekit reconstruct runs/digits --split train --out train.svg'],
});

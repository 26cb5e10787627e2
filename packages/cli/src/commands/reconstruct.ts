import { command, type Command } from '../command.js';
import { whole } from '../optionSpec.js';
import {
  backendOption,
  forceOption,
  jsonOption,
  outOption,
  type PictureOptions,
  type RunDataOptions,
  runDataDirOption,
  scaleOption,
  splitOption,
} from './runOptions.js';

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
    split: splitOption,
    'data-dir': runDataDirOption,
    out: outOption('.png or .svg', 'reconstruct.png'),
    force: forceOption,
    scale: scaleOption,
    backend: backendOption,
    json: jsonOption,
  },
  examples: ['vaekit reconstruct runs/digits --count 30', 'vaekit reconstruct runs/digits --split train --out train.svg'],
  load: async () => (await import('../actions/reconstruct.js')).reconstruct,
});

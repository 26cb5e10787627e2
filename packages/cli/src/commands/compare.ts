import { command, type Command } from '../command.js';
import { type FileOptions, fileOptions, jsonOption, titleOption } from './runOptions.js';

/** The options of `compare`. */
export interface CompareOptions extends FileOptions {
  readonly title: string | undefined;
  readonly json: boolean;
}

/** `vaekit compare`. */
export const compare: Command = command<CompareOptions>({
  name: 'compare',
  operands: ['RUN…'],
  summary: 'Compare runs: the options that differ, and how each run ended',
  details:
    'Runs that differ in the seed alone are one column: the mean and the 95 % interval over seeds. The best value in a row is marked if all of its seeds have one, its difference to every other is larger than the interval of that difference, paired by seed where the data are split alike, and the runs used the same data, prepared the same way, and the same kind of likelihood, all told the class or none. A RUN may be a sweep: all its runs. -ELBO is reconstruction plus KL, unweighted. The command reads neither data nor weights.',
  options: {
    title: titleOption,
    ...fileOptions('also write a page with tables and curves: .html', ''),
    json: jsonOption,
  },
  examples: [
    'vaekit compare runs/a runs/b runs/c',
    'vaekit compare sweeps/latent',
    'vaekit compare runs/a runs/b --out compare.html --title "Two widths"',
  ],
});

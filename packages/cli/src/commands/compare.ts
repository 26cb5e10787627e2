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
  summary: 'Put runs beside each other: the options that differ, and how they ended',
  details:
    'The lowest values are marked where they can be compared: on the same data, prepared in the same way, with a likelihood of the same kind. -ELBO is reconstruction plus KL, without the weight of the KL. Neither data nor engine are needed.',
  options: {
    title: titleOption,
    ...fileOptions('a page with the tables and the curves too: .html', ''),
    json: jsonOption,
  },
  examples: ['vaekit compare runs/a runs/b runs/c', 'vaekit compare runs/a runs/b --out compare.html --title "Two widths"'],
});

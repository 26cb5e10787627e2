import { command, type Command } from '../command.js';
import { text } from '../optionSpec.js';
import { forceOption, jsonOption } from './runOptions.js';

/** The options of `compare`. */
export interface CompareOptions {
  readonly out: string | undefined;
  readonly title: string | undefined;
  readonly force: boolean;
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
    out: text('a page with the tables and the curves too: .html', {
      fallback: undefined,
      placeholder: 'FILE',
      shown: '',
      completes: 'file',
    }),
    title: text('heading of the page', { fallback: undefined, shown: 'the names of the runs' }),
    force: forceOption,
    json: jsonOption,
  },
  examples: ['vaekit compare runs/a runs/b runs/c', 'vaekit compare runs/a runs/b --out compare.html --title "Two widths"'],
});

import { command, type Command } from '../command.js';
import { text } from '../optionSpec.js';
import { backendOption, forceOption, jsonOption, runDataDirOption } from './runOptions.js';

/** The options of `report`. */
export interface ReportOptions {
  readonly out: string | undefined;
  readonly title: string | undefined;
  readonly force: boolean;
  readonly 'data-dir': string | undefined;
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly json: boolean;
}

/** `vaekit report`. */
export const report: Command = command<ReportOptions>({
  name: 'report',
  operands: ['RUN…'],
  summary: 'Draw every picture of one run or several into a single HTML page that needs no network',
  options: {
    out: text('the page to write: .html; needed for several runs', {
      fallback: undefined,
      placeholder: 'FILE',
      completes: 'file',
      shown: 'RUN/report.html',
    }),
    title: text('heading of the page', { fallback: undefined, shown: 'the names of the runs' }),
    force: forceOption,
    'data-dir': runDataDirOption,
    backend: backendOption,
    json: jsonOption,
  },
  examples: ['vaekit report runs/digits', 'vaekit report runs/a runs/b --out compare.html --title "Two models"'],
});

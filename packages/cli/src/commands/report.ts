import { command, type Command } from '../command.js';
import {
  type FileOptions,
  fileOptions,
  type RunCommandOptions,
  runCommandOptions,
  runDataDirOption,
  titleOption,
} from './runOptions.js';

/** The options of `report`. */
export interface ReportOptions extends FileOptions, RunCommandOptions {
  readonly title: string | undefined;
  readonly 'data-dir': string | undefined;
}

/** `vaekit report`. */
export const report: Command = command<ReportOptions>({
  name: 'report',
  operands: ['RUN…'],
  summary: 'Draw every picture of one or more runs on a single HTML page that needs no network',
  options: {
    title: titleOption,
    ...fileOptions('the page to write: .html; needed for several runs', 'RUN/report.html'),
    'data-dir': runDataDirOption,
    ...runCommandOptions,
  },
  examples: ['vaekit report runs/digits', 'vaekit report runs/a runs/b --out compare.html --title "Two models"'],
});

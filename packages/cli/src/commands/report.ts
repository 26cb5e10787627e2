import { command, type Command } from '../command.js';
import { flag, text } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
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
  readonly trust: boolean;
  readonly against: string | undefined;
}

/** `vaekit report`. */
export const report: Command = command<ReportOptions>({
  name: 'report',
  operands: ['RUN…'],
  summary: 'Draw every picture of one or more runs on a single HTML page that needs no network',
  details: 'A RUN may be a sweep: all its runs, by default on SWEEP/report.html.',
  options: {
    title: titleOption,
    ...fileOptions('the page to write: .html; needed for several runs', 'RUN/report.html'),
    trust: flag(
      'a section on how far to believe the model: what is wrong with it, what its code carries, rate and distortion; takes a minute',
    ),
    against: text('with --trust: other examples, to see whether the model notices them', {
      fallback: undefined,
      placeholder: 'SET',
      shown: '',
    }),
    'data-dir': runDataDirOption,
    ...runCommandOptions,
  },
  check({ against, trust }) {
    if (against !== undefined && !trust) throw new UsageError('--against is for the section of --trust; give both');
  },
  examples: [
    'vaekit report runs/digits',
    'vaekit report runs/digits --trust --against rectangles',
    'vaekit report runs/a runs/b --out compare.html --title "Two models"',
  ],
});

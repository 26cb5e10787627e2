import type { CommandContext } from '../command.js';
import { type FileDataOptions, fileDataOptions } from './fileDataOptions.js';
import { choice, flag, type OptionSpec, type OptionSpecsOf, text, under, whole } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** Options that most commands on a run have. */
export interface RunCommandOptions {
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly json: boolean;
}

/** Options of commands that write a file. */
export interface FileOptions {
  readonly out: string | undefined;
  readonly force: boolean;
}

/** Options of commands that write a picture. */
export interface PictureOptions extends FileOptions, RunCommandOptions {
  readonly scale: number;
}

/** Options of commands that read examples: those of the run, or others. */
export interface RunDataOptions extends FileDataOptions {
  readonly data: string | undefined;
  readonly split: 'test' | 'train' | 'validation';
  readonly 'data-dir': string | undefined;
}

/** Options of commands that go through the run's examples. */
export interface ExampleOptions extends RunCommandOptions, RunDataOptions {
  readonly count: number | undefined;
}

export const jsonOption: OptionSpec<boolean> = flag('the result as one JSON object');
export const seedOption: OptionSpec<number> = whole('seeds what is drawn', { fallback: 0 });
export const titleOption: OptionSpec<string | undefined> = text('heading of the page', {
  fallback: undefined,
  shown: 'the names of the runs',
});
export const runDataDirOption: OptionSpec<string | undefined> = text(
  'where the data are now, if they were moved since the training',
  {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
    shown: 'where they were',
  },
);

export const runCommandOptions: OptionSpecsOf<RunCommandOptions> = {
  backend: choice('engine', ['auto', 'wasm', 'cpu'], { fallback: 'auto' }),
  json: jsonOption,
};

export const runDataOptions: OptionSpecsOf<RunDataOptions> = under('Data', {
  data: {
    ...text(
      'other examples, read as those of the training were: a file, an image, a folder, or - for CSV or JSON lines on standard input',
      { fallback: undefined, placeholder: 'PATH|-', completes: 'file', shown: 'those of the run' },
    ),
    words: ['-'],
  },
  ...fileDataOptions,
  split: choice('the part of the data', ['test', 'validation', 'train'], { fallback: 'test' }),
  'data-dir': runDataDirOption,
});

/** @throws UsageError for options that are of the run's own data beside others */
export function checkRunData({ data }: RunDataOptions, { given }: CommandContext): void {
  for (const name of Object.keys(fileDataOptions))
    if (data === undefined && given.has(name)) throw new UsageError(`--${name} is for other data; give them with --data`);
  if (data === undefined) return;
  if (given.has('data-dir')) throw new UsageError('--data and --data-dir contradict each other; give one');
  if (given.has('split')) throw new UsageError('--split is for the data of the run; leave it out beside --data');
}

export const exampleOptions: OptionSpecsOf<ExampleOptions> = {
  ...runDataOptions,
  count: whole('the first N examples only', { group: 'Data', fallback: undefined, least: 1, shown: 'all' }),
  ...runCommandOptions,
};

/** `--out` of a file and `--force`; `shown` says what is written without. */
export function fileOptions(about: string, shown: string): OptionSpecsOf<FileOptions> {
  return {
    out: text(about, { fallback: undefined, placeholder: 'FILE', completes: 'file', shown }),
    force: flag('replace the file in --out'),
  };
}

/** Those of a picture with one of these endings, which without `--out` has this name in the run. */
export function pictureOptions(endings: string, name: string): OptionSpecsOf<PictureOptions> {
  return {
    ...fileOptions(`the file to write: ${endings}`, `RUN/pictures/${name}`),
    scale: whole('PNG, GIF: size of a pixel', { fallback: 3, least: 1, most: 32 }),
    ...runCommandOptions,
  };
}

import { choice, flag, type OptionSpec, text, whole } from '../optionSpec.js';

/** Options that most commands on a run have. */
export interface RunCommandOptions {
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly json: boolean;
}

/** Options of commands that write a picture. */
export interface PictureOptions extends RunCommandOptions {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly scale: number;
}

/** Options of commands that read the run's data. */
export interface RunDataOptions {
  readonly split: 'test' | 'train' | 'validation';
  readonly 'data-dir': string | undefined;
}

export const backendOption: OptionSpec<'auto' | 'cpu' | 'wasm'> = choice('engine', ['auto', 'wasm', 'cpu'], { fallback: 'auto' });
export const jsonOption: OptionSpec<boolean> = flag('the result as one JSON object');
export const forceOption: OptionSpec<boolean> = flag('replace the file in --out');
export const scaleOption: OptionSpec<number> = whole('PNG, GIF: size of a pixel', { fallback: 3, least: 1, most: 32 });
export const seedOption: OptionSpec<number> = whole('seeds what is drawn', { fallback: 0 });
export const splitOption: OptionSpec<'test' | 'train' | 'validation'> = choice(
  'the part of the data',
  ['test', 'validation', 'train'],
  { fallback: 'test' },
);
export const runDataDirOption: OptionSpec<string | undefined> = text(
  'where the data are now, if they were moved since the training',
  {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
    shown: 'where they were',
  },
);

/** `--out` of a picture. */
export function outOption(endings: string, name: string): OptionSpec<string | undefined> {
  return text(`the file to write: ${endings}`, {
    fallback: undefined,
    placeholder: 'FILE',
    completes: 'file',
    shown: `RUN/pictures/${name}`,
  });
}

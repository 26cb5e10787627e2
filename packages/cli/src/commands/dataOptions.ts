import { type OptionSpec, text } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** The data sets that the program knows by name. */
export const dataNames = ['digits', 'mnist', 'fashion-mnist', 'moons', 'rectangles'] as const;

/** One of them. */
export type DataName = (typeof dataNames)[number];

/** Where the files of a data set are. */
export const dataDirOption: OptionSpec<string | undefined> = text(
  'mnist, fashion-mnist: the folder of the four IDX files, gzip-compressed or not',
  {
    fallback: undefined,
    placeholder: 'DIR',
    completes: 'folder',
  },
);

/** @throws UsageError when a data set needs a folder and has none, or the other way round */
export function checkDataDir(name: DataName, folder: string | undefined): void {
  if (name === 'mnist' && folder === undefined) {
    throw new UsageError(
      '--data mnist needs --data-dir DIR, the folder of its four IDX files; the embedded data set digits needs none',
    );
  }
  if (name !== 'mnist' && name !== 'fashion-mnist' && folder !== undefined) {
    throw new UsageError(`--data-dir has no meaning for ${name}, which comes with the program; leave it out`);
  }
}

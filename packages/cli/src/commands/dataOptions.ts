import { existsSync } from 'node:fs';
import { didYouMean } from '../nearest.js';
import { type OptionSpec, text } from '../optionSpec.js';
import { UsageError } from '../usageError.js';

/** Sets that come with the program or are made by it. */
export const ownNames = [
  'digits',
  'moons',
  'rings',
  'pinwheel',
  'eight-gaussians',
  'swiss-roll',
  'linear-gaussian',
  'rectangles',
  'moon-phases',
  'sprites',
  'sprites-color',
  'sprites-small',
] as const;

/** Sets that are looked for on the machine, and fetched where they are missing. */
export const fetchedNames = ['mnist', 'fashion-mnist', 'kmnist', 'emnist', 'cifar10', 'dsprites'] as const;

/** Sets of points, not of images. */
const pointNames: ReadonlySet<string> = new Set([
  'moons',
  'rings',
  'pinwheel',
  'eight-gaussians',
  'swiss-roll',
  'linear-gaussian',
]);

/** A set that the program makes. */
export type OwnName = (typeof ownNames)[number];
/** A set that is fetched. */
export type FetchedName = (typeof fetchedNames)[number];

/** The data sets that the program knows by name. */
export const dataNames: readonly (FetchedName | OwnName)[] = [...ownNames, ...fetchedNames];

/** Whether a word is the name of a data set; else it is the path of a file or a folder. */
export const isDataName = (word: string): word is FetchedName | OwnName => dataNames.some((name) => name === word);
/** Whether a word names a set that is fetched. */
export const isFetched = (word: string): word is FetchedName => fetchedNames.some((name) => name === word);
/** Whether a word names a set of points. */
export const hasPoints = (word: string): boolean => pointNames.has(word);

/** Whether the data of a run are files: where these have no test part, the seed of the run chose it. */
export const isOfFiles = (data: unknown): boolean => typeof data === 'string' && !isDataName(data);

/** A data set's name, or the path of a file or a folder. @throws UsageError for what is neither */
export function readDataSource(word: string, option: string): string {
  if (isDataName(word)) return word;
  if (word !== '' && (word === '-' || /[\\/.*?]/.test(word) || existsSync(word))) return word;
  throw new UsageError(
    `${option} is ${word === '' ? 'empty' : word}; expected a data set, a file or a folder${didYouMean(word, dataNames)}; \`vaekit data list\` names the data sets`,
  );
}

/** `--data`. */
export const dataOption: OptionSpec<string | undefined> = {
  about: 'a data set (`vaekit data list`), or a file or folder: CSV, JSON lines, Parquet, NPY, NPZ, IDX, CIFAR, images',
  placeholder: 'NAME|PATH',
  fallback: undefined,
  shown: '',
  words: dataNames,
  completes: 'file',
  parse: readDataSource,
};

/** Where the files of a data set are. */
export const dataDirOption: OptionSpec<string | undefined> = text(`${fetchedNames.join(', ')}: a folder to look in first`, {
  fallback: undefined,
  placeholder: 'DIR',
  completes: 'folder',
  shown: '',
});

/** @throws UsageError when a folder is given for data that need none */
export function checkDataDir(data: string, folder: string | undefined): void {
  if (folder === undefined || isFetched(data)) return;
  throw new UsageError(
    isDataName(data)
      ? `--data-dir does not apply to ${data}, which comes with the program; leave it out`
      : `--data-dir does not apply to the path ${data}; leave it out`,
  );
}

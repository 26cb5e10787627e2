import { command, type Command } from '../command.js';
import { didYouMean } from '../nearest.js';
import { text } from '../optionSpec.js';
import { UsageError } from '../usageError.js';
import { type FetchedName, fetchedNames, isDataName, isFetched } from './dataOptions.js';
import { jsonOption } from './runOptions.js';

/** The options of `data fetch`. */
export interface DataFetchOptions {
  readonly mirror: string | undefined;
  readonly json: boolean;
}

/** The set that a word names. @throws UsageError */
export function readFetchedName(word: string): FetchedName {
  if (isFetched(word)) return word;
  if (isDataName(word)) throw new UsageError(`${word} comes with the program; there is nothing to fetch`);
  throw new UsageError(`unknown data set ${word}${didYouMean(word, fetchedNames)}; expected one of ${fetchedNames.join(', ')}`);
}

/** `vaekit data fetch`. */
export const dataFetch: Command = command<DataFetchOptions>({
  name: 'data fetch',
  operands: ['NAME'],
  operandWords: fetchedNames,
  summary: 'Download a data set if it is missing, and check its files against their published checksums',
  details:
    'Files go to the cache: VAEKIT_CACHE, or else vaekit/datasets in the cache folder of the system. An interrupted download resumes where it stopped. VAEKIT_DATA_MIRRORS names other sources; with VAEKIT_OFFLINE=1 no public source is used.',
  options: {
    mirror: text('a folder or URL to fetch from instead of the public sources; each set is in a folder of its name', {
      fallback: undefined,
      placeholder: 'PLACE',
      completes: 'folder',
      shown: 'VAEKIT_DATA_MIRRORS, else the public sources',
    }),
    json: jsonOption,
  },
  readsConfig: false,
  examples: ['vaekit data fetch mnist', 'vaekit data fetch kmnist --mirror /mnt/datasets'],
  check: (_, { operands }) => void readFetchedName(operands[0]!),
});

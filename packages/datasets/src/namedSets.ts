import classNames from './classNameTable.json' with { type: 'json' };
import { faults } from './faults.js';
import table from './namedSetTable.json' with { type: 'json' };

/** The named sets that are looked for on the machine and fetched where they are missing. */
export type NamedSetName = 'cifar10' | 'dsprites' | 'emnist' | 'fashion-mnist' | 'kmnist' | 'mnist';

/**
 * What is published about a file's bytes, in hexadecimal.
 *
 * `sha256`, `md5` and `gitBlob` (the name git gives the file in its authors' repository: SHA-1 over `blob SIZE`, a zero byte and the bytes) are of
 * the file itself, `contentSha256` is of what it inflates to. A file is genuine if all that are given of the first three agree, or the last does: a
 * mirror may compress it anew.
 */
export interface Checksums {
  readonly sha256?: string;
  readonly md5?: string;
  readonly gitBlob?: string;
  readonly contentSha256?: string;
}

/** One file of a named set as its mirrors hold it. */
export interface NamedSetFile {
  readonly name: string;
  /** Its published size in bytes, where there is one. */
  readonly bytes?: number;
  /** What it inflates to in bytes, where that is known. */
  readonly contentBytes?: number;
  readonly checksums: Checksums;
}

/** A named set: what it is, under which license, from where. Made of plain values: JSON holds all of it. */
export interface NamedSet {
  readonly name: NamedSetName;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly homepage: string;
  readonly license: string;
  readonly shape: readonly number[];
  readonly train: number;
  readonly test: number;
  readonly classes: readonly string[];
  readonly files: readonly NamedSetFile[];
  /** Public addresses, each the beginning of a file's address, in the order they are tried. */
  readonly mirrors: readonly string[];
}

/** The named sets, with their files, checksums, licenses and mirrors; the classes of EMNIST are those of its balanced split. */
export const namedSets: readonly NamedSet[] = (table as readonly Omit<NamedSet, 'classes'>[]).map((set) => ({
  ...set,
  classes: set.name === 'emnist' ? classNames.emnist.balanced : classNames[set.name],
}));

/** A named set. Throws a `DataError` of kind `'option'`, with the names there are, for another name. */
export function namedSet(name: string, caller: string = 'namedSet'): NamedSet {
  const found = namedSets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const names = namedSets.map((set) => set.name).join(', ');
  throw faults.option`${caller}: there is no set named ${JSON.stringify(name)}; the named sets are ${names}`;
}

import { faults } from '../faults.js';
import { caller, type PartName, partNames, type ReadExamplesOptions } from './readExamplesOptions.js';

const words: ReadonlyMap<string, PartName> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['dev', 'validation'],
  ['eval', 'validation'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** The part that a whole word names, in any case. */
export const partOf = (word: string): PartName | undefined => words.get(word.toLowerCase());

/** The part that the first or the last word of a file's name names: `train-00000-of-00002`, `mnist_test`. */
export function partOfStem(stem: string): PartName | undefined {
  const parts = stem.split(/[-_. ]+/);
  return partOf(parts[0] ?? '') ?? partOf(parts.at(-1) ?? '');
}

/** A path, and what of it lies behind the folder that names its part. */
export interface PartPath {
  readonly path: string;
  readonly inner: string;
}

export interface PathParts {
  readonly parts: ReadonlyMap<PartName, readonly PartPath[]>;
  readonly others: readonly string[];
}

/**
 * Finds the folders that name parts, at the top or below wrapping folders that hold nothing else.
 *
 * Folders are parts, and no classes, where all that hold something have such names, or one of training has a second part or folders of its own.
 * `undefined` where there are none.
 */
export function folderParts(paths: readonly string[]): PathParts | undefined {
  for (let below = ''; ;) {
    const cut = below.length;
    const inside = paths.filter((path) => path.startsWith(below));
    const tops = new Set(inside.flatMap((path) => (path.includes('/', cut) ? [path.slice(cut, path.indexOf('/', cut))] : [])));
    const named = new Set([...tops].flatMap((top) => partOf(top) ?? []));
    const deep = inside.some(
      (path) => partOf(path.slice(cut).split('/')[0] ?? '') === 'train' && path.slice(cut).split('/').length > 2,
    );
    if (named.size > 0 && ([...tops].every(partOf) || (named.has('train') && (named.size > 1 || deep)))) {
      const parts = new Map<PartName, PartPath[]>();
      const others: string[] = [];
      for (const path of paths) {
        const slash = path.startsWith(below) ? path.indexOf('/', cut) : -1;
        const part = slash < 0 ? undefined : partOf(path.slice(cut, slash));
        if (part === undefined) {
          others.push(path);
          continue;
        }
        if (!parts.has(part)) parts.set(part, []);
        parts.get(part)?.push({ path, inner: path.slice(slash + 1) });
      }
      return { parts, others };
    }
    const [only] = tops;
    if (only === undefined || tops.size > 1 || inside.some((path) => !path.includes('/', cut))) return undefined;
    below += `${only}/`;
  }
}

/**
 * The parts to read: all, where one is for training, or the one that was asked for.
 *
 * Throws a `DataError` of kind `'option'` where the part is not there, `'unsupported'` where none is for training and none was asked for.
 */
export function chosenParts(name: string, found: readonly PartName[], { part }: ReadExamplesOptions): readonly PartName[] {
  const there = partNames.filter((one) => found.includes(one));
  if (part !== undefined) {
    if (there.includes(part)) return [part];
    throw faults.option`${caller}: '${name}' has ${there.length === 0 ? 'no parts' : `the parts ${there.join(', ')}`}, but the part '${part}' is asked for; ${there.length === 0 ? 'leave the option `part` out' : `give one of them (option \`part\`)`}`;
  }
  if (there.length === 0 || there.includes('train')) return there;
  throw faults.unsupported`${caller}: '${name}' has the part ${there.join(' and ')} only, which no model is trained on; ask for it (option \`part\`: '${there[0]}') or give the folder that holds the part for training, too`;
}

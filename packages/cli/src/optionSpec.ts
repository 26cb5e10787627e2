import { didYouMean } from './nearest.js';
import { UsageError } from './usageError.js';

/** One option of a command: what the help says about it, what it is without being given, and how its text is read. */
export interface OptionSpec<T = unknown> {
  /** What stands for the value in the help; absent: a switch that takes none. */
  readonly placeholder?: string;
  readonly about: string;
  /** The heading it stands under in the help. */
  readonly group?: string;
  readonly fallback: T;
  /** The default as the help shows it. Default: `fallback`; an empty text shows none. */
  readonly shown?: string;
  /** It may be given several times: the value is the list of what `parse` gives each time, and lists are joined. */
  readonly repeats?: boolean;
  /** The words there are to choose from, for completion in a shell. */
  readonly words?: readonly string[];
  /** What a path names, for completion in a shell. */
  readonly completes?: 'file' | 'folder';
  /**
   * @param text what was typed
   * @param name the option as it was typed, for messages
   * @throws UsageError that says what was expected
   */
  parse(text: string, name: string): T;
}

/**
 * The value of an option that was given these texts: what the one text says, or the list of what all of them say where the option repeats.
 *
 * @throws UsageError that says what was expected
 */
export function parseTexts(spec: OptionSpec, texts: readonly string[], name: string): unknown {
  const values = texts.map((text) => spec.parse(text, name));
  return spec.repeats === true ? values.flat() : values[0];
}

/** The options of a command by name, without the two dashes. */
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The options of a command whose values are to be read as `V`. */
export type OptionSpecsOf<V> = { readonly [K in keyof V]: OptionSpec<V[K]> };

/** Options under one heading of the help, except those that have a heading of their own. */
export const under = <Specs extends object>(group: string, specs: Specs): Specs =>
  Object.fromEntries(
    Object.entries(specs as Record<string, OptionSpec>).map(([name, spec]) => [name, { group, ...spec }]),
  ) as Specs;

/** What an option may be given beside what it is about; a default that is not to be shown is an empty `shown`. */
type Given<T> = Omit<OptionSpec<T>, 'about' | 'parse'>;

const wrong = (name: string, text: string, expected: string): never => {
  throw new UsageError(`${name} is ${text === '' ? 'empty' : text}; expected ${expected}`);
};

/** A switch: off unless given. */
export function flag(about: string): OptionSpec<boolean> {
  return { about, fallback: false, shown: '', parse: () => true };
}

/** Text that `read` understands; it gives `undefined` for what it does not. Where the option repeats, it gives a list. */
export function custom<T>(
  about: string,
  options: Given<T> & { readonly read: (text: string) => T | undefined; readonly expected: string },
): OptionSpec<T> {
  const { read, expected, placeholder = 'VALUE', ...given } = options;
  return { about, placeholder, ...given, parse: (value, name) => read(value) ?? wrong(name, value, expected) };
}

/** Any text that is not empty, such as a path. */
export function text<T extends string | undefined>(about: string, given: Given<string | T>): OptionSpec<string | T> {
  const { placeholder = 'TEXT' } = given;
  const expected = `a ${placeholder.toLowerCase()}`;
  return custom<string | T>(about, { ...given, placeholder, expected, read: (value) => (value === '' ? undefined : value) });
}

/** One of some words. */
export function choice<const W extends string, F extends W | undefined>(
  about: string,
  words: readonly W[],
  given: Given<W | F>,
): OptionSpec<W | F> {
  return {
    about,
    placeholder: words.join('|'),
    ...given,
    words,
    parse: (value, name) =>
      words.find((word) => word === value) ?? wrong(name, value, `one of ${words.join(', ')}${didYouMean(value, words)}`),
  };
}

// Number('') is 0, Number('0x10') is 16 and Number('1_000') is NaN: only plain decimal numbers are taken.
const decimal = (value: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim()) ? Number(value) : Number.NaN;

/** A finite number for which `accepts` holds; `expected` says which those are. */
export function real<F extends number | undefined>(
  about: string,
  options: Given<number | F> & { readonly accepts?: (value: number) => boolean; readonly expected: string },
): OptionSpec<number | F> {
  const { accepts = () => true, placeholder = 'X', ...given } = options;
  const read = (value: string): number | undefined => {
    const number = decimal(value);
    return Number.isFinite(number) && accepts(number) ? number : undefined;
  };
  return custom<number | F>(about, { ...given, placeholder, read });
}

/** A whole number from `least` to `most`. */
export function whole<F extends number | undefined>(
  about: string,
  options: Given<number | F> & { readonly least?: number; readonly most?: number },
): OptionSpec<number | F> {
  const { least = 0, most = Number.MAX_SAFE_INTEGER, placeholder = 'N', ...given } = options;
  return real<F>(about, {
    ...given,
    placeholder,
    expected: `a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`,
    accepts: (value) => Number.isInteger(value) && value >= least && value <= most,
  });
}

/** Whole numbers from `least` on, joined by commas; ranges `2-5` too where `ranges` is set. */
export function wholes<F extends readonly number[] | undefined>(
  about: string,
  options: Given<readonly number[] | F> & {
    readonly least?: number;
    readonly ranges?: boolean;
    readonly empty?: string | undefined;
  },
): OptionSpec<readonly number[] | F> {
  const { least = 0, ranges = false, empty, placeholder = 'N,N', ...given } = options;
  const expected = `whole numbers of at least ${least}, joined by commas${ranges ? ' (2-5 is a range)' : ''}${empty === undefined ? '' : `, or ${empty}`}`;
  return {
    about,
    placeholder,
    ...given,
    parse(value, name) {
      if (value.trim() === empty) return [];
      return value.split(',').flatMap((part) => {
        const range = ranges ? /^\s*(\d{1,6})\s*-\s*(\d{1,6})\s*$/.exec(part) : null;
        const [first, last] = range === null ? [decimal(part), decimal(part)] : [Number(range[1]), Number(range[2])];
        if (!Number.isInteger(first) || first < least || last < first) return wrong(name, value, expected);
        return Array.from({ length: last - first + 1 }, (_, i) => first + i);
      });
    },
  };
}

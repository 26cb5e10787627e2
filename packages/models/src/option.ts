interface Described {
  /** One line, for help. */
  readonly about: string;
  /** Further sentences, for documentation. */
  readonly details?: string;
  /** What stands for the value in help. Default: by the kind. */
  readonly placeholder?: string;
  /** The default in words, where `fallback` alone does not say it. */
  readonly shown?: string;
  /** The option without which this one has no meaning: it must be off its fallback. */
  readonly belongsTo?: string;
}

/** Which numbers an option takes: finite ones between these. */
export interface Range {
  readonly above?: number;
  readonly least?: number;
  readonly below?: number;
}

/** An option of a model as plain data: command line, run file, documentation and pages are derived from it. */
export type Option =
  | (Described & { readonly kind: 'switch' })
  | (Described & { readonly kind: 'choice'; readonly choices: readonly string[]; readonly fallback?: string })
  | (Described & { readonly kind: 'whole'; readonly least: number; readonly fallback?: number })
  | (Described & {
      readonly kind: 'wholes';
      readonly least: number;
      /** The word that stands for an empty list. */
      readonly empty?: string;
      readonly fallback?: readonly number[];
    })
  | (Described & {
      readonly kind: 'number';
      readonly range: Range;
      /** Words that may stand in place of a number. */
      readonly words?: readonly string[];
      readonly fallback?: number;
    });

/** Options by name, spelled as on the command line. */
export type Options = Readonly<Record<string, Option>>;

/** What an option's value is. */
export type OptionValue<O> = O extends { readonly kind: 'switch' }
  ? boolean
  : O extends { readonly kind: 'choice'; readonly choices: readonly (infer Word)[] }
    ? Word
    : O extends { readonly kind: 'number'; readonly words: readonly (infer Word)[] }
      ? number | Word
      : O extends { readonly kind: 'number' | 'whole' }
        ? number
        : readonly number[];

/** A value for every option; `undefined` only where there is no fallback. */
export type OptionValues<O> = {
  readonly [Name in keyof O]:
    | OptionValue<O[Name]>
    | (O[Name] extends { readonly kind: 'switch' } | { readonly fallback: unknown } ? never : undefined);
};

/** The value of an option that is not given; a switch is off. */
export function fallbackOf(option: Option): OptionValue<Option> | undefined {
  return option.kind === 'switch' ? false : option.fallback;
}

/** What stands for an option's value in help; `undefined` for a switch, which takes none. */
export function placeholderOf(option: Option): string | undefined {
  if (option.placeholder !== undefined) return option.placeholder;
  switch (option.kind) {
    case 'switch':
      return undefined;
    case 'choice':
      return option.choices.join('|');
    case 'whole':
      return 'N';
    case 'wholes':
      return option.empty === undefined ? 'N,N' : `N,N|${option.empty}`;
    case 'number':
      return [...(option.words ?? []), 'X'].join('|');
  }
}

/** Which values an option takes, in words: `a whole number of at least 1`. */
export function expectedOf(option: Option): string {
  switch (option.kind) {
    case 'switch':
      return 'true or false';
    case 'choice':
      return `one of ${option.choices.join(', ')}`;
    case 'whole':
      return `a whole number of at least ${option.least}`;
    case 'wholes':
      return `a list of whole numbers of at least ${option.least}`;
    case 'number': {
      const { range, words = [] } = option;
      return words.length === 0 ? `a finite ${rangeText(range)}` : `one of ${words.join(', ')}, or a finite ${rangeText(range)}`;
    }
  }
}

/** Whether a number is finite and in a range. */
export function inRange({ above = -Infinity, least = -Infinity, below = Infinity }: Range, value: number): boolean {
  return Number.isFinite(value) && value > above && value >= least && value < below;
}

/** A range in words, to stand behind an article: `number above 0`. */
export function rangeText({ above, least, below }: Range): string {
  if (least !== undefined && below !== undefined) return `number from ${least} to below ${below}`;
  const bounds = [
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(least === undefined ? [] : [`of at least ${least}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ];
  return bounds.length === 0 ? 'number' : `number ${bounds.join(' and ')}`;
}

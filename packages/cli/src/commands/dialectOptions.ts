import type { ReadExamplesOptions } from '@vaekit/datasets/node';
import { choice, custom, type OptionSpecsOf } from '../optionSpec.js';

/** How a file of text holds a table, where it is not to be detected. */
export interface DialectChoice {
  readonly header: 'auto' | 'false' | 'true' | undefined;
  readonly delimiter: string | undefined;
  readonly decimal: 'comma' | 'point' | undefined;
  readonly missing: readonly string[] | undefined;
}

const named: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  bar: '|',
  blank: ' ',
  space: ' ',
};

/** Options of every command that reads tables. */
export const dialectOptions: OptionSpecsOf<DialectChoice> = {
  header: choice('whether the first line names the columns', ['auto', 'true', 'false'], {
    fallback: undefined,
    shown: 'auto',
  }),
  delimiter: custom<string | undefined>('what separates fields: a sign, or comma, semicolon, tab, bar, blank', {
    fallback: undefined,
    placeholder: 'SIGN',
    shown: 'detected',
    read: (value) => named[value] ?? (value.length === 1 ? value : undefined),
    expected: 'one sign, or comma, semicolon, tab, bar or blank',
  }),
  decimal: choice('the mark before the decimals of a number', ['point', 'comma'], {
    fallback: undefined,
    shown: 'detected',
  }),
  missing: custom<readonly string[] | undefined>('the words that stand for a missing value, joined by commas', {
    fallback: undefined,
    placeholder: 'WORD,WORD',
    shown: 'NA, NaN, null, ?, …',
    read: (value) => (value === '' ? undefined : value.split(',').map((word) => word.trim())),
    expected: 'words, joined by commas',
  }),
};

/** What `readExamples` is told of them. */
export function csvOptionsOf({
  header,
  delimiter,
  decimal,
  missing,
}: Partial<DialectChoice>): NonNullable<ReadExamplesOptions['csv']> {
  return {
    ...(header === undefined || header === 'auto' ? {} : { header: header === 'true' }),
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimal === undefined ? {} : { decimal: decimal === 'comma' ? ',' : '.' }),
    ...(missing === undefined ? {} : { missing }),
  };
}

import type { ColumnKind } from '@vaekit/datasets';
import { choice, custom, type OptionSpec, type OptionSpecsOf, text } from '../optionSpec.js';

/** What is said of a table's columns. */
export interface TableChoice {
  readonly label: string | undefined;
  readonly exclude: readonly string[] | undefined;
  readonly id: readonly string[] | undefined;
  readonly weight: string | undefined;
  /** `NAME=KIND`, each. */
  readonly column: readonly string[] | undefined;
  /** A file with a description. */
  readonly schema: string | undefined;
}

// Not those of the package, which would be loaded for every help text.
const columnKinds = [
  'number',
  'quantile',
  'integer',
  'boolean',
  'category',
  'date',
  'text',
  'id',
  'ignored',
] as const satisfies readonly ColumnKind[];

/** A column's name and kind from `NAME=KIND`; the name may hold equals signs. */
export function columnKind(word: string): readonly [name: string, kind: ColumnKind] {
  const at = word.lastIndexOf('=');
  return [word.slice(0, at), word.slice(at + 1) as ColumnKind];
}

/** An option that names columns. */
export const columns = (about: string): OptionSpec<readonly string[] | undefined> =>
  custom<readonly string[] | undefined>(about, {
    fallback: undefined,
    placeholder: 'COLUMN,COLUMN',
    shown: '',
    read: (value) =>
      value.split(',').some((name) => name.trim() === '') ? undefined : value.split(',').map((name) => name.trim()),
    expected: 'names of columns, joined by commas',
  });

/** The options that say something of a table's columns. */
export const tableOptions: OptionSpecsOf<TableChoice> = {
  label: text('the column that says the class', { fallback: undefined, placeholder: 'COLUMN' }),
  exclude: columns('columns to leave out, joined by commas'),
  id: columns('columns that name rows: left out, and passed through to every output'),
  weight: text('the column that says how much each row counts', { fallback: undefined, placeholder: 'COLUMN' }),
  column: custom<readonly string[] | undefined>('what a column is, where the guess is wrong', {
    fallback: undefined,
    placeholder: 'NAME=KIND',
    shown: '',
    repeats: true,
    read(value) {
      const [name, kind] = columnKind(value);
      const known = (columnKinds as readonly string[]).includes(kind) || /^date:./.test(kind);
      return name !== '' && known ? [value] : undefined;
    },
    expected: `the name of a column, an equals sign and one of ${columnKinds.join(', ')}, or date:PATTERN such as date:dd/MM/yyyy`,
  }),
  schema: text('a description of the columns, such as `vaekit data info --write-schema` writes', {
    fallback: undefined,
    placeholder: 'FILE',
    completes: 'file',
    shown: '',
  }),
};

/** `--unseen`. */
export const unseenOption: OptionSpec<'error' | 'missing' | 'score'> = choice(
  'tables: values that training never saw cost what the rarest cost or more, count as missing, or are refused',
  ['score', 'missing', 'error'],
  { fallback: 'score', group: 'Data' },
);

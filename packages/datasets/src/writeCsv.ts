import { guardedText } from './formulaGuard.js';
import { formatCell } from './spellCell.js';
import type { Table, TableColumn } from './table.js';

export interface WriteCsvOptions {
  /** What separates fields; a comma unless said. */
  readonly delimiter?: string;
  /** Whether the first line names the columns; true unless said. */
  readonly header?: boolean;
}

/**
 * Writes a table as CSV (RFC 4180) that a reader and a spreadsheet read back: fields with delimiters, quotes, line ends or blanks at their ends are quoted,
 * and texts that a spreadsheet would take for a formula (`=`, `+`, `-`, `@` in front) get an apostrophe before them, unless they are numbers. Lines end in LF.
 */
export function writeCsv(table: Table, dialect: WriteCsvOptions = {}): string {
  const { delimiter = ',', header = true } = dialect;
  const special = new RegExp(`["\\r\\n]|^\\s|\\s$|${delimiter === '|' ? '\\|' : delimiter}`);
  const field = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (column: TableColumn, row: number): string => {
    const text = formatCell(column, row);
    return field(column.type === 'text' || column.type === 'category' ? guardedText(text) : text);
  };
  // A line with nothing in it would be no row.
  const line = (fields: readonly string[]): string =>
    `${fields.length === 1 && fields[0] === '' ? '""' : fields.join(delimiter)}\n`;
  const rows = Array.from({ length: table.size }, (_, row) => line(table.columns.map((column) => cell(column, row))));
  return `${header ? line(table.columns.map(({ name }) => field(guardedText(name)))) : ''}${rows.join('')}`;
}

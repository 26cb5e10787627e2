import { formatDate } from './dateSpelling.js';
import type { NumericColumn, Spelling, TableColumn } from './table.js';

/** Decimals beyond these are those of the double, not of the file. */
const mostDecimals = 20;

function formatNumber(value: number, spelling: Spelling): string {
  const { decimals, fewestDecimals = 0, decimal = '.', thousands, prefix = '', suffix = '', parentheses = false } = spelling;
  const size = Math.abs(value);
  let text = String(size);
  const shown = text.includes('e') ? Infinity : (text.split('.')[1]?.length ?? 0);
  if (decimals !== undefined && decimals <= mostDecimals && shown > decimals && size < 1e21) {
    text = size.toFixed(decimals);
    if (decimals > 0) text = text.replace(/\.?0+$/, '');
  }
  if (fewestDecimals > 0 && !text.includes('e')) {
    const [whole = '', fraction = ''] = text.split('.');
    text = `${whole}.${fraction.padEnd(Math.min(fewestDecimals, mostDecimals), '0')}`;
  }
  if (thousands !== undefined || decimal !== '.') {
    const [whole = '', fraction] = text.split('.');
    const grouped = thousands === undefined ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, thousands);
    text = fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
  }
  // What rounds to 0 has no sign.
  const negative = (value < 0 || Object.is(value, -0)) && (/[1-9]/.test(text) || value === 0);
  if (!negative) return `${prefix}${text}${suffix}`;
  return parentheses ? `(${prefix}${text}${suffix})` : `-${prefix}${text}${suffix}`;
}

function formatValue({ type, spelling = {} }: NumericColumn, value: number): string {
  switch (type) {
    case 'boolean':
      return (spelling.words ?? ['0', '1'])[value === 1 ? 1 : 0];
    case 'date':
      return formatDate(value, spelling.pattern ?? "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    case 'integer':
      return formatNumber(Math.round(value), spelling);
    case 'number':
      return formatNumber(value, spelling);
  }
}

/**
 * The text of a cell as the column's file spells it (before any quoting); empty where the value is missing.
 *
 * What the reader read comes back as it was, unless the column spells its values in several ways.
 */
export function formatCell(column: TableColumn, row: number): string {
  if (column.missing?.[row]) return '';
  if (column.type === 'text') return column.values[row] ?? '';
  if (column.type === 'category') return column.categories[column.values[row] ?? -1] ?? '';
  return formatValue(column, column.values[row] ?? 0);
}

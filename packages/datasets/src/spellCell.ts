import type { TableColumn } from './table.js';

/** The text of a cell as the file spells it; empty where the value is missing. */
export function spellCell(column: TableColumn, row: number): string {
  if (column.missing?.[row]) return '';
  if (column.type === 'text') return column.values[row] ?? '';
  if (column.type === 'category') return column.categories[column.values[row]!] ?? '';
  const value = column.values[row] ?? 0;
  const { decimals, decimal = '.', prefix = '', suffix = '', words = ['false', 'true'], pattern } = column.spelling ?? {};
  if (column.type === 'boolean') return words[value === 0 ? 0 : 1];
  if (column.type === 'date') {
    const text = new Date(value).toISOString();
    return (pattern ?? (text.endsWith('T00:00:00.000Z') ? 'yyyy-MM-dd' : 'yyyy-MM-dd HH:mm:ss'))
      .replace('yyyy', text.slice(0, 4))
      .replace('MM', text.slice(5, 7))
      .replace('dd', text.slice(8, 10))
      .replace('HH', text.slice(11, 13))
      .replace('mm', text.slice(14, 16))
      .replace('ss', text.slice(17, 19));
  }
  return `${prefix}${String(decimals === undefined ? value : Number(value.toFixed(decimals))).replace('.', decimal)}${suffix}`;
}

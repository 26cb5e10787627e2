import { guardedText } from '@vaekit/datasets';

/** Nine significant digits tell any two float32 numbers apart. */
function cellText(cell: number | string): string {
  if (typeof cell === 'number') return String(Number(cell.toPrecision(9)));
  const text = guardedText(cell);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Names that all differ: one that was there before has a number behind it. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
    taken.add(free);
    return free;
  });
}

/**
 * A table as CSV (RFC 4180, lines ended by a line feed), which our reader gives back and a spreadsheet shows as it is: what would be a formula has an
 * apostrophe before it. Of columns with the same name the later ones have a number behind it.
 */
export function csv(columns: readonly string[], rows: readonly (readonly (number | string)[])[]): string {
  // A line of one empty field would be no line.
  const line = (row: readonly (number | string)[]): string =>
    `${row.length === 1 && row[0] === '' ? '""' : row.map(cellText).join(',')}\n`;
  return [distinct(columns), ...rows].map(line).join('');
}

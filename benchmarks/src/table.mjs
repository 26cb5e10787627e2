/** A plain table: one line a row, numbers to three digits and to the right. `columns` maps a field of the rows to its heading. */
export function formatTable(rows, columns) {
  const fields = Object.keys(columns).filter((field) => rows.some((row) => row[field] !== undefined && row[field] !== ''));
  const show = (value) => (typeof value === 'number' ? formatNumber(value) : String(value ?? ''));
  const cells = [fields.map((field) => columns[field]), ...rows.map((row) => fields.map((field) => show(row[field])))];
  const widths = fields.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const numeric = fields.map((field) => rows.every((row) => typeof (row[field] ?? 0) === 'number'));
  return cells
    .map((line) =>
      line
        .map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

export function formatNumber(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value >= 0.1 ? value.toFixed(3) : value.toFixed(4);
}

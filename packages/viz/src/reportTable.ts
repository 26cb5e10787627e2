import { escapeHtml } from './escapeHtml.js';
import { formatColumn } from './formatNumber.js';
import { reportValue } from './reportText.js';
import type { ReportTexts } from './reportTexts.js';

/** A table; the first cell of each row is its heading. */
export interface ReportTable {
  readonly caption?: string;
  readonly columns: readonly (string | { readonly title: string; readonly unit?: string })[];
  /** One cell for each column; `null` is an empty cell. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

const where = 'reportPage';

/** The table of a section as HTML. */
export function reportTable(content: ReportTable | undefined, heading: string, words: ReportTexts): string {
  if (!content) return '';
  const { columns, rows, caption } = content;
  if (columns.length === 0) throw new RangeError(`${where}: the table of '${heading}' has no column; give at least one`);
  rows.forEach((row, index) => {
    if (row.length !== columns.length) {
      throw new RangeError(
        `${where}: row ${index} of the table of '${heading}' has ${row.length} cells but there are ${columns.length} columns; use null for an empty cell`,
      );
    }
  });
  // A column of numbers (or nothing) is set flush right.
  const numeric = columns.map(
    (_, column) => rows.length > 0 && column > 0 && rows.every((row) => typeof row[column] !== 'string'),
  );
  const mark = (column: number): string => (numeric[column] ? ' class="n"' : '');
  const head = columns.map((column, index) => {
    const { title, unit } = typeof column === 'string' ? { title: column, unit: undefined } : column;
    return `<th scope="col"${mark(index)}>${escapeHtml(title)}${unit ? ` <span class="unit">(${escapeHtml(unit)})</span>` : ''}</th>`;
  });
  const shown = columns.map((_, column) =>
    numeric[column]
      ? formatColumn(rows.map((row) => row[column] as number | null)).map(escapeHtml)
      : rows.map((row) => reportValue(row[column]!)),
  );
  const body = rows.map((_, row) => {
    const cells = shown.map((list, index) =>
      index === 0 ? `<th scope="row">${list[row]!}</th>` : `<td${mark(index)}>${list[row]!}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  const name = escapeHtml(caption ?? words.table + heading);
  const title = caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`;
  return `<div class="table" role="region" aria-label="${name}" tabindex="0"><table${columns.length > 8 ? ' class="tight"' : ''}>${title}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

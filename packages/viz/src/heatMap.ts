import { colorBar, colorIndex } from './colorBar.js';
import { type ColorMap, colorTable } from './colorMap.js';
import { checkFinite, checkLabels } from './checks.js';
import { escapeHtml } from './escapeHtml.js';
import { formatColumn, formatNumber } from './formatNumber.js';
import { imageElement } from './imageElement.js';
import { asTitle, type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import type { Theme } from './theme.js';
import { thinLabels } from './thinLabels.js';

/** Options of `heatMap`. */
export interface HeatMapOptions extends FigureOptions {
  /** Row by row, from the top. */
  readonly values: readonly (readonly number[])[];
  /** A label for each row. */
  readonly rows: readonly string[];
  /** A label for each column. */
  readonly columns: readonly string[];
  readonly rowTitle?: string;
  readonly columnTitle?: string;
  /** What the values are, beside their colors. */
  readonly unit?: string;
  /** Default `'viridis'`. */
  readonly colorMap?: ColorMap;
  /** Decimals of the numbers in the cells, such as 2 of shares. Default: as many as fit, to at most four significant digits. */
  readonly decimals?: number;
  /** The values of the first and the last color; values beyond them get these. Default: the least and the largest value. */
  readonly range?: readonly [number, number];
}

const where = 'heatMap';
const tilt = 40;

function checkedRange({ values, rows, columns, range, decimals = 0 }: HeatMapOptions): [number, number] {
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > 20)
    throw new RangeError(`${where}: \`decimals\` is ${decimals}; expected a whole number from 0 to 20`);
  if (rows.length === 0 || columns.length === 0)
    throw new RangeError(`${where}: there are ${rows.length} rows and ${columns.length} columns; give at least one of each`);
  checkLabels(where, 'rows', rows, values.length, 'rows of `values`');
  values.forEach((row, index) => {
    if (row.length !== columns.length) {
      throw new RangeError(
        `${where}: \`values\`[${index}] has ${row.length} entries but there are ${columns.length} columns; give one for each`,
      );
    }
    checkFinite(where, `values[${index}]`, row, Number.MAX_VALUE);
  });
  if (range && !(Number.isFinite(range[0]) && Number.isFinite(range[1]) && range[0] < range[1]))
    throw new RangeError(`${where}: \`range\` is [${range.join(',')}]; expected two finite numbers, the smaller first`);
  const all = values.flat();
  const [low, high] = range ?? [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  return [low, high];
}

/** The numbers as the cells show them, or nothing where they would not fit. */
function cellTexts(
  all: readonly number[],
  { width, height, decimals }: { width: number; height: number; decimals: number | undefined },
): readonly string[] | undefined {
  if (height < 16) return undefined;
  const fits = (list: readonly string[]): boolean =>
    list.every((text) => textWidth(text, fontSize.small) <= width - 6 && text.length <= 6);
  if (decimals !== undefined) {
    const texts = all.map((value) =>
      value
        .toFixed(decimals)
        .replace(/^-(?=.*[1-9])/u, '−')
        .replace('-', ''),
    );
    return fits(texts) ? texts : undefined;
  }
  for (const digits of [4, 3, 2]) {
    const texts = formatColumn(all.map((value) => Number(value.toPrecision(digits))));
    const plain = all.map((value) => formatNumber(Number(value.toPrecision(digits))));
    for (const list of [texts, plain]) if (fits(list)) return list;
  }
  return undefined;
}

/** White or near-black, whichever reads better on the color. */
function inkOn([red, green, blue]: readonly number[]): string {
  const linear = (byte: number): number => (byte / 255) ** 2.2;
  return 0.2126 * linear(red!) + 0.7152 * linear(green!) + 0.0722 * linear(blue!) > 0.18 ? '#10141a' : '#ffffff';
}

/** The cells, as rectangles with numbers or, where they are small, as one picture. */
function drawCells(
  values: readonly (readonly number[])[],
  range: readonly [number, number],
  table: Uint8Array,
  {
    left,
    top,
    cellWidth,
    cellHeight,
    decimals,
  }: { left: number; top: number; cellWidth: number; cellHeight: number; decimals: number | undefined },
): string {
  const columns = values[0]!.length;
  const colors = values.map((row) =>
    row.map((value) => {
      const at = 3 * colorIndex(Math.min(Math.max(value, range[0]), range[1]), range);
      return [...table.subarray(at, at + 3)];
    }),
  );
  if (Math.min(cellWidth, cellHeight) <= 12) {
    const raster = { width: columns, height: values.length, channels: 3, data: Uint8Array.from(colors.flat(2)) } as const;
    return imageElement(raster, left, top, cellWidth * columns, cellHeight * values.length, true);
  }
  const texts = cellTexts(values.flat(), { width: cellWidth, height: cellHeight, decimals });
  const cells = colors.flatMap((row, r) =>
    row.map((color, c) => {
      const [x, y] = [left + cellWidth * c, top + cellHeight * r];
      const rect = `<rect x="${px(x)}" y="${px(y)}" width="${px(cellWidth - 1)}" height="${px(cellHeight - 1)}" fill="rgb(${color.join(',')})"/>`;
      if (!texts) return rect;
      return `${rect}<text x="${px(x + cellWidth / 2)}" y="${px(y + cellHeight / 2 + 4)}" font-size="${fontSize.small}" text-anchor="middle" fill="${inkOn(color)}">${escapeHtml(texts[r * columns + c]!)}</text>`;
    }),
  );
  return cells.join('');
}

/** Labels under the columns: level if they fit, else tilted; returns their drawing and height. */
function columnLabels(
  theme: Theme,
  labels: readonly string[],
  left: number,
  cell: number,
  y: number,
): { body: string; height: number } {
  const widest = Math.max(...labels.map((label) => textWidth(label, fontSize.small)));
  const level = widest + 4 <= cell || (labels.every((label) => label.length <= 4) && cell < 16);
  const shown = thinLabels(labels.length, Math.max(1, Math.ceil((level ? widest + 4 : 15) / cell)));
  const most = 110;
  const parts = labels.map((label, column) => {
    if (!shown(column)) return '';
    const x = left + cell * (column + 0.5);
    if (level) return svgText(theme, x, y + 15, label, { anchor: 'middle', size: fontSize.small });
    return svgText(theme, x + 4, y + 13, label, { anchor: 'end', size: fontSize.small, rotate: -tilt, fit: most });
  });
  const height = level ? 20 : 16 + Math.min(widest, most) * Math.sin((tilt * Math.PI) / 180);
  return { body: parts.join(''), height };
}

/**
 * A matrix as colored cells with their labels and, where they fit, their numbers.
 *
 * @param options values, labels, titles, unit, color map, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no row or column, labels that do not match the values, a value that is not finite, an unknown color
 * map, a range upside down or `decimals` that are no whole number from 0 to 20
 */
export function heatMap(options: HeatMapOptions): string {
  const { values, rows, columns, rowTitle, columnTitle, unit = '', colorMap = 'viridis', theme = 'auto' } = options;
  const width = figureWidth(where, options);
  const table = colorTable(where, colorMap);
  const range = checkedRange(options);
  const [low, high] = range.map((value) => formatNumber(Number(value.toPrecision(4)))) as [string, string];
  const key = colorBar(theme, table, range, unit, width);
  const titleRoom = rowTitle ? 20 : 0;
  const labelRoom = Math.min(0.3 * width, Math.max(...rows.map((label) => textWidth(label, fontSize.small) + 2)));
  const left = 8 + titleRoom + labelRoom + 6;
  const cellWidth = Math.min((width - left - 8) / columns.length, 96);
  const cellHeight = Math.min(40, Math.max(cellWidth, Math.min(22, 400 / rows.length)));
  const top = key.height + 2;
  const bottom = top + cellHeight * rows.length;
  const cells = drawCells(values, range, table, { left, top, cellWidth, cellHeight, decimals: options.decimals });
  const shown = thinLabels(rows.length, Math.max(1, Math.ceil(15 / cellHeight)));
  const names = rows.map((label, row) =>
    shown(row)
      ? svgText(theme, left - 6, top + cellHeight * (row + 0.5) + 4, label, {
          anchor: 'end',
          size: fontSize.small,
          fit: labelRoom,
        })
      : '',
  );
  const under = columnLabels(theme, columns, left, cellWidth, bottom);
  let end = bottom + under.height;
  const parts = [key.body, cells, ...names, under.body];
  if (columnTitle) {
    const middle = left + (cellWidth * columns.length) / 2;
    const style = { anchor: 'middle', size: fontSize.small, color: 'muted' } as const;
    parts.push(svgText(theme, middle, end + 14, columnTitle, { ...style, fit: 2 * Math.min(middle, width - middle) - 8 }));
    end += 20;
  }
  if (rowTitle) {
    const style = { anchor: 'middle', size: fontSize.small, color: 'muted', rotate: -90 } as const;
    // Beside few rows a title needs the height of what stands above and below them too.
    const fits = textWidth(rowTitle, fontSize.small) <= bottom - top;
    const [from, to] = fits ? [top, bottom] : [key.height, end];
    parts.push(svgText(theme, 20, (from + to) / 2, rowTitle, { ...style, fit: to - from }));
  }
  const description = `A table of ${rows.length} rows (${rowTitle ?? 'rows'}) and ${columns.length} columns (${columnTitle ?? 'columns'}) in colors; ${unit || 'values'} from ${low} to ${high}.`;
  const title = rowTitle && columnTitle ? asTitle(`${rowTitle} by ${columnTitle}`) : 'Values by row and column';
  return svgDocument(where, options, { title, description }, { body: parts.join(''), height: end + 2 });
}

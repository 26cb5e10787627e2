import { checkFinite, checkLabels } from './checks.js';
import { type ColorMap, colorTable } from './colorMap.js';
import { colorBar, colorIndex } from './colorBar.js';
import { legend } from './chartAxes.js';
import { formatNumber } from './formatNumber.js';
import { imageElement } from './imageElement.js';
import { cloud, kindLegend } from './marks.js';
import { paletteSize } from './palette.js';
import { formatShape } from './plainTensor.js';
import { fittedFrame } from './plotFrame.js';
import type { Raster } from './raster.js';
import { asTitle, type FigureOptions, figureWidth, px, svgDocument } from './svgDocument.js';

/** A point over a `fieldMap`. */
export interface FieldPoint {
  readonly x: number;
  readonly y: number;
  /** 0 to 9. Default 0. */
  readonly class?: number;
}

/** Options of `fieldMap`. */
export interface FieldMapOptions extends FigureOptions {
  /** The field row by row: the first row lies at `y[0]`, the first column at `x[0]`. */
  readonly values: readonly number[];
  readonly shape: readonly [rows: number, columns: number];
  /** Edges of the grid, left and right of the outermost columns. */
  readonly x: readonly [from: number, to: number];
  /** Edges of the grid beyond the first and the last row. */
  readonly y: readonly [from: number, to: number];
  /** Points over the field; those outside of it are not drawn, and the figure says so. */
  readonly points?: readonly FieldPoint[];
  /** Names of the classes of the points. */
  readonly classes?: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** What the values are. */
  readonly unit?: string;
  /** Default `'viridis'`. */
  readonly colorMap?: ColorMap;
}

const where = 'fieldMap';

function check({ values, shape, x, y, points = [], classes }: FieldMapOptions): number {
  const [rows, columns] = shape;
  if (![rows, columns].every((size) => Number.isInteger(size) && size > 0) || values.length !== rows * columns) {
    throw new RangeError(
      `${where}: \`shape\` is ${formatShape(shape)} but \`values\` has ${values.length} entries; expected [rows,columns] with as many values, row by row`,
    );
  }
  checkFinite(where, 'values', values, Number.MAX_VALUE);
  for (const [name, edges] of Object.entries({ x, y })) {
    checkFinite(where, name, edges);
    if (edges[0] === edges[1])
      throw new RangeError(`${where}: \`${name}\` goes from ${edges[0]} to ${edges[1]}; give two different edges`);
  }
  let kinds = 1;
  points.forEach((point, index) => {
    const kind = point.class ?? 0;
    checkFinite(where, `points[${index}]`, [point.x, point.y]);
    if (!Number.isInteger(kind) || kind < 0 || kind >= paletteSize)
      throw new RangeError(
        `${where}: \`points\`[${index}] has class ${kind}; expected a whole number from 0 to ${paletteSize - 1}`,
      );
    kinds = Math.max(kinds, kind + 1);
  });
  if (classes && classes.length < kinds) checkLabels(where, 'classes', classes, kinds, 'classes');
  if (classes && classes.length > paletteSize)
    throw new RangeError(
      `${where}: there are ${classes.length} classes but only ${paletteSize} can be told apart; merge or choose some first`,
    );
  return Math.max(kinds, classes?.length ?? 0);
}

/** The field in colors, a pixel a value, with the axes growing to the right and upward. */
function fieldRaster({ values, shape, x, y }: FieldMapOptions, table: Uint8Array, range: readonly [number, number]): Raster {
  const [rows, columns] = shape;
  const data = new Uint8Array(3 * rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (y[0] < y[1] ? rows - 1 - row : row) * columns + (x[0] < x[1] ? column : columns - 1 - column);
      const at = 3 * colorIndex(values[from]!, range);
      data.set(table.subarray(at, at + 3), 3 * (row * columns + column));
    }
  }
  return { width: columns, height: rows, channels: 3, data };
}

const ascending = ([from, to]: readonly [number, number]): [number, number] => (from < to ? [from, to] : [to, from]);

/**
 * A density or any scalar field on a grid as a smooth picture, with optional points over it.
 *
 * @param options values, shape, extents, points, labels of the axes, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for a shape that does not fit the values, a number that is not finite, empty extents, a class that is not
 * a whole number from 0 to 9, or class names that do not fit
 */
export function fieldMap(options: FieldMapOptions): string {
  const { values, points = [], classes, xLabel, yLabel, unit = '', colorMap = 'viridis', theme = 'auto' } = options;
  const width = figureWidth(where, options);
  const table = colorTable(where, colorMap);
  const kinds = check(options);
  const range: [number, number] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const [low, high] = range.map((value) => formatNumber(Number(value.toPrecision(3)))) as [string, string];
  const bar = colorBar(theme, table, range, unit, width);
  const key = legend(theme, classes ? kindLegend(theme, classes) : [], 8, width - 8);
  const frame = fittedFrame(
    theme,
    { width, y: bar.height + key.height },
    { domain: ascending(options.x), scale: 'linear', label: xLabel },
    { domain: ascending(options.y), scale: 'linear', label: yLabel },
  );
  const { left, right, top, bottom } = frame;
  const inside = points.flatMap(({ x, y, class: kind = 0 }) => {
    const [cx, cy] = [frame.x.at(x), frame.y.at(y)];
    return cx < left || cx > right || cy < top || cy > bottom ? [] : [{ x: cx, y: cy, kind }];
  });
  // A white outline keeps a mark visible on every color of the field, in either theme.
  const outlined = `<g stroke-width="1.5" stroke="#ffffff" paint-order="stroke" stroke-linejoin="round">${cloud(theme, inside, kinds)}</g>`;
  const body = [
    bar.body,
    `<g transform="translate(0 ${px(bar.height)})">${key.body}</g>`,
    frame.body,
    imageElement(fieldRaster(options, table, range), left, top, right - left, bottom - top, false),
    inside.length > 0 ? outlined : '',
  ].join('');
  const out = points.length - inside.length;
  const note = out > 0 ? `${formatNumber(out)} of ${formatNumber(points.length)} points lie outside.` : '';
  const over = points.length > 0 ? `, with ${formatNumber(points.length)} points over it` : '';
  const description = `${unit || 'A field'} over ${xLabel} and ${yLabel} in colors, from ${low} to ${high}${over}.`;
  return svgDocument(
    where,
    options,
    { title: asTitle(unit === '' ? `${xLabel} and ${yLabel}` : `${unit} over ${xLabel} and ${yLabel}`), description, note },
    { body, height: frame.height },
  );
}

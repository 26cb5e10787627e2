import { horizontalAxis, legend, verticalGrid } from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatCoordinateColumn, formatNumber } from './formatNumber.js';
import { mark } from './marks.js';
import { type AxisScale, checkScale, paddedDomain, scaledAxis } from './plotFrame.js';
import { checkRules, ruleLines } from './ruleLines.js';
import { asTitle, type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth, wrapText } from './textWidth.js';
import { paint, type Theme } from './theme.js';

/** One row of a `dotChart`. */
export interface DotRow {
  readonly name: string;
  /** The values, such as one by seed. */
  readonly values: readonly number[];
  /** Lower end of the interval around their mean; comes with `high`. */
  readonly low?: number;
  /** Upper end of the interval. */
  readonly high?: number;
}

/** Options of `dotChart`. */
export interface DotChartOptions extends FigureOptions {
  readonly rows: readonly DotRow[];
  /** What the values are, with their unit. */
  readonly xLabel: string;
  /** Default `'linear'`. */
  readonly xScale?: AxisScale;
  /** A dashed line from top to bottom, such as a threshold. */
  readonly rule?: { readonly x: number; readonly label: string };
  /** Words of the legend. Default `value by seed`, `mean`, `interval`. */
  readonly words?: { readonly value?: string; readonly mean?: string; readonly interval?: string };
}

const where = 'dotChart';
const pitch = 38;

function checkRows(rows: readonly DotRow[]): void {
  if (rows.length === 0) throw new RangeError(`${where}: \`rows\` is empty; give at least one of { name, values }`);
  for (const { name, values, low, high } of rows) {
    if (values.length === 0) throw new RangeError(`${where}: row '${name}' has no value; give at least one`);
    checkFinite(where, `${name}.values`, values);
    if (low === undefined && high === undefined) continue;
    if (!Number.isFinite(low) || !Number.isFinite(high) || low! > high!) {
      throw new RangeError(
        `${where}: row '${name}' has the interval ${String(low)} to ${String(high)}; expected finite numbers \`low\` and \`high\` in this order, or neither`,
      );
    }
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);

/** Heights at which dots do not cover each other: 0, −5, 5. */
function spread(xs: readonly number[]): number[] {
  const placed: { x: number; y: number }[] = [];
  for (const x of xs) {
    const choices = [0, -5, 5];
    const free = choices.find((y) => placed.every((other) => Math.hypot(other.x - x, other.y - y) >= 6.5));
    placed.push({ x, y: free ?? choices[placed.length % choices.length]! });
  }
  return placed.map(({ y }) => y);
}

const dot = (x: number, y: number): string => `<circle cx="${px(x)}" cy="${px(y)}" r="3.5"/>`;

function bar(theme: Theme, from: number, to: number, y: number): string {
  const ends = [from, to].map((x) => `M${px(x)},${px(y - 5)}V${px(y + 5)}`).join('');
  return `<path d="M${px(from)},${px(y)}H${px(to)}${ends}" stroke-width="2" ${paint(theme, { fill: 'none', stroke: 'ink' })}/>`;
}

function diamond(theme: Theme, x: number, y: number): string {
  return `<path d="M${px(x)},${px(y)}${mark(4, 80)}" stroke-width="1.5" ${paint(theme, { fill: 'ink', stroke: 'paper' })}/>`;
}

/**
 * One row a name: the values as dots, under them their mean as a diamond and its interval as a bar, and the mean as a number at the end.
 *
 * @param options rows, label and scale of the axis, a rule, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no row, a row without values, a value that is not finite, an interval upside down, or a value of at
 * most 0 on a log axis
 */
export function dotChart(options: DotChartOptions): string {
  const { rows, xLabel, xScale = 'linear', rule, words = {}, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  checkRows(rows);
  const rules = rule ? [rule] : [];
  checkRules(where, rules);
  const values = [...rows.flatMap((row) => row.values), ...rules.map(({ x }) => x)];
  checkScale(where, 'x', xScale, values);
  const floor = xScale === 'log' ? 0 : -Infinity;
  const ends = rows.flatMap(({ low, high }) => [low ?? [], high ?? []].flat()).filter((value) => value > floor);
  const means = rows.map((row) => meanOf(row.values));
  const intervals = rows.some(({ low }) => low !== undefined);

  const inDots = (body: string): string => `<g fill-opacity="0.65" ${paint(theme, { fill: 'c0' })}>${body}</g>`;
  const entries = [
    { text: words.value ?? 'value by seed', width: 14, swatch: (x: number, y: number) => inDots(dot(x + 7, y)) },
    { text: words.mean ?? 'mean', width: 14, swatch: (x: number, y: number) => diamond(theme, x + 7, y) },
    { text: words.interval ?? 'interval', width: 22, swatch: (x: number, y: number) => bar(theme, x + 1, x + 21, y) },
  ];
  const key = legend(theme, intervals ? entries : entries.slice(0, 2), 8, width - 8);
  const numbers =
    xScale === 'log' ? means.map((mean) => formatNumber(Number(mean.toPrecision(3)))) : formatCoordinateColumn(means);
  const numberRoom = Math.max(...numbers.map((text) => textWidth(text, fontSize.small)));
  const nameRoom = Math.min(0.36 * width, Math.max(...rows.map(({ name }) => textWidth(name, fontSize.small) + 2)));
  const left = 8 + nameRoom + 8;
  const right = width - 16 - numberRoom;
  const top = key.height + 6 + (rule ? 18 : 0);
  const bottom = top + pitch * rows.length;
  const axis = scaledAxis(
    xScale,
    paddedDomain([...values, ...ends], xScale, 0.04),
    [left + 4, right - 8],
    Math.max(2, Math.round((right - left) / 55)),
  );
  const parts = [key.body, verticalGrid(theme, axis, top, bottom), horizontalAxis(theme, axis, left, right, bottom)];
  parts.push(ruleLines(theme, rules, { left, right, top: top - 18, bottom, x: axis }));
  rows.forEach(({ name, values: own, low, high }, index) => {
    const y = top + pitch * (index + 0.5);
    const lines = wrapText(name, nameRoom, fontSize.small, 3);
    lines.forEach((text, line) => {
      const at = y + 4 + 13 * (line - (lines.length - 1) / 2);
      parts.push(svgText(theme, left - 8, at, text, { anchor: 'end', size: fontSize.small }));
    });
    const xs = own.map(axis.at);
    const heights = spread(xs);
    if (low !== undefined && high !== undefined) {
      parts.push(bar(theme, low > floor ? axis.at(low) : left, high > floor ? axis.at(high) : left, y + 7));
    }
    parts.push(inDots(xs.map((x, i) => dot(x, y - 8 + heights[i]!)).join('')));
    parts.push(diamond(theme, axis.at(means[index]!), y + 7));
    parts.push(svgText(theme, width - 8, y + 4, numbers[index]!, { anchor: 'end', size: fontSize.small }));
  });
  const middle = (left + right) / 2;
  const fit = 2 * Math.min(middle, width - middle) - 8;
  parts.push(svgText(theme, middle, bottom + 36, xLabel, { anchor: 'middle', size: fontSize.small, color: 'muted', fit }));
  const told = rows.map(({ name, low, high }, index) => {
    const interval = low === undefined ? '' : ` (${formatNumber(low)} to ${formatNumber(high!)})`;
    return `${name} ${numbers[index]!}${interval}`;
  });
  const description = `Means of ${xLabel} by row: ${told.join('; ')}.${rule ? ` Marked: ${rule.label} at ${formatNumber(rule.x)}.` : ''}`;
  return svgDocument(where, options, { title: asTitle(xLabel), description }, { body: parts.join(''), height: bottom + 42 });
}

import { area, line } from 'd3-shape';
import { legend } from './chartAxes.js';
import { checkFinite, checkWhole } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { mark } from './marks.js';
import { type AxisScale, checkScale, paddedDomain, type PlotFrame, plotFrame } from './plotFrame.js';
import { checkRules, type Rule, ruleLines } from './ruleLines.js';
import { asTitle, type FigureOptions, figureWidth, px, svgDocument } from './svgDocument.js';
import { colorToken, paint, type Theme } from './theme.js';

/** One line of a `lineChart`. */
export interface LineSeries {
  /** Stands in the legend; an empty name leaves the line out of it. */
  readonly name: string;
  readonly x: readonly number[];
  /** One value for each x. */
  readonly y: readonly number[];
  /** Lower edge of a band around the line, such as an interval; comes with `high`. */
  readonly low?: readonly number[];
  /** Upper edge of the band. */
  readonly high?: readonly number[];
  /** Draws the line in dashes. Default false. */
  readonly dashed?: boolean;
  /** Marks each value. Default: only a series of one value. */
  readonly points?: boolean;
  /** Which of the ten colors and marks. Default: the place in `series`. */
  readonly color?: number;
}

/** Options of `lineChart`. */
export interface LineChartOptions extends FigureOptions {
  readonly series: readonly LineSeries[];
  /** What x is, with its unit. */
  readonly xLabel: string;
  /** What y is, with its unit. */
  readonly yLabel: string;
  /** Default `'linear'`. */
  readonly xScale?: AxisScale;
  /** Writes a value of x at a tick, where x is linear and no plain number, such as a day. Default: {@link formatNumber}. */
  readonly xText?: (value: number) => string;
  /** Default `'linear'`. */
  readonly yScale?: AxisScale;
  /** The same of y. */
  readonly yText?: (value: number) => string;
  /** Dashed lines across the plot, such as a threshold. */
  readonly rule?: readonly Rule[];
  /** Where the y axis begins and ends, such as 0 and 1 for shares. Default: around all values. */
  readonly yDomain?: readonly [number, number];
}

const where = 'lineChart';

function checkSeries(series: readonly LineSeries[]): void {
  if (series.length === 0) throw new RangeError(`${where}: \`series\` is empty; give at least one of { name, x, y }`);
  for (const { name, x, y, low, high, color } of series) {
    if (color !== undefined) checkWhole(where, `${name}.color`, color, 0);
    if (x.length === 0) throw new RangeError(`${where}: series '${name}' has no value; give at least one x and y`);
    if ((low === undefined) !== (high === undefined)) {
      throw new RangeError(`${where}: series '${name}' has only \`${low ? 'low' : 'high'}\`; a band needs \`low\` and \`high\``);
    }
    for (const [part, list] of Object.entries({ x, y, low, high })) {
      if (list === undefined) continue;
      if (list.length !== x.length) {
        throw new RangeError(`${where}: series '${name}' has ${list.length} ${part} but ${x.length} x; give one for each x`);
      }
      checkFinite(where, `${name}.${part}`, list, Number.MAX_VALUE);
    }
    const crossed = low?.findIndex((value, index) => value > high![index]!) ?? -1;
    if (crossed >= 0) {
      throw new RangeError(
        `${where}: series '${name}' has low ${low![crossed]} above high ${high![crossed]} at index ${crossed}; exchange them`,
      );
    }
  }
}

function drawBand(theme: Theme, { x, low, high }: LineSeries, token: number, frame: PlotFrame, floor: number): string {
  if (!low || !high) return '';
  // On a log axis an interval may reach 0 or below: it is drawn to the edge.
  const at = (value: number): number => (value > floor ? frame.y.at(value) : frame.bottom);
  const fill = paint(theme, { fill: colorToken(token) });
  if (x.length === 1) {
    const [from, to] = [at(high[0]!), at(low[0]!)];
    return `<rect x="${px(frame.x.at(x[0]!) - 3)}" y="${px(from)}" width="6" height="${px(to - from)}" fill-opacity="0.3" ${fill}/>`;
  }
  const path = area<number>(
    (_, index) => frame.x.at(x[index]!),
    (_, index) => at(low[index]!),
    (_, index) => at(high[index]!),
  ).digits(2)([...x])!;
  return `<path d="${path}" fill-opacity="0.18" ${fill}/>`;
}

function drawLine(theme: Theme, one: LineSeries, token: number, frame: PlotFrame): string {
  const { x, y, dashed = false, points = x.length === 1 } = one;
  const color = colorToken(token);
  const parts: string[] = [];
  if (x.length > 1) {
    const path = line<number>(
      (_, index) => frame.x.at(x[index]!),
      (value) => frame.y.at(value),
    ).digits(2)([...y])!;
    const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
    parts.push(
      `<path d="${path}" stroke-width="2"${dashes} stroke-linejoin="round" stroke-linecap="round" ${paint(theme, { fill: 'none', stroke: color })}/>`,
    );
  }
  if (points) {
    const marks = x.map((value, index) => `M${px(frame.x.at(value))},${px(frame.y.at(y[index]!))}${mark(token, 40)}`);
    parts.push(`<path d="${marks.join('')}" ${paint(theme, { fill: color })}/>`);
  }
  return parts.join('');
}

function drawLegend(theme: Theme, series: readonly LineSeries[], width: number): ReturnType<typeof legend> {
  const entries = series.flatMap(({ name, x, dashed, points = x.length === 1, color: chosen }, index) => {
    const kind = chosen ?? index;
    const color = colorToken(kind);
    const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
    const swatch = (at: number, y: number): string => {
      const stroke = `<line x1="${px(at)}" x2="${px(at + 22)}" y1="${px(y)}" y2="${px(y)}" stroke-width="2"${dashes} ${paint(theme, { stroke: color })}/>`;
      const dot = `<path d="M${px(at + 11)},${px(y)}${mark(kind, 40)}" ${paint(theme, { fill: color })}/>`;
      return (x.length > 1 ? stroke : '') + (points ? dot : '');
    };
    return name === '' ? [] : [{ text: name, swatch }];
  });
  return legend(theme, entries, 8, width - 8);
}

/**
 * Lines of y over x, each with an optional band or points, on linear or log axes.
 *
 * Points are joined in the order given. A band that reaches 0 or below on a log axis is drawn to the axis.
 *
 * @param options series, labels and scales of the axes, rules, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no series, lists of another length, a value that is not finite, a band upside down, a rule without a
 * place, a `yDomain` that does not hold the values, or a value of at most 0 on a log axis
 */
export function lineChart(options: LineChartOptions): string {
  const {
    series,
    xLabel,
    yLabel,
    xScale = 'linear',
    yScale = 'linear',
    rule = [],
    theme = 'auto',
    yDomain,
    xText,
    yText,
  } = options;
  const width = figureWidth(where, options);
  checkSeries(series);
  checkRules(where, rule);
  const xs = [...series.flatMap(({ x }) => x), ...rule.flatMap(({ x }) => x ?? [])];
  const ys = [...series.flatMap(({ y }) => y), ...rule.flatMap(({ y }) => y ?? [])];
  checkScale(where, 'x', xScale, xs);
  checkScale(where, 'y', yScale, ys);
  if (yDomain !== undefined && !(yDomain[0] <= Math.min(...ys) && yDomain[1] >= Math.max(...ys) && yDomain[0] < yDomain[1]))
    throw new RangeError(
      `${where}: \`yDomain\` is ${yDomain.join(' to ')} but values are from ${Math.min(...ys)} to ${Math.max(...ys)}; give an axis that holds them`,
    );
  const floor = yScale === 'log' ? 0 : -Infinity;
  const edges = series.flatMap(({ low = [], high = [] }) => [...low, ...high]).filter((value) => value > floor);
  const key = drawLegend(theme, series, width);
  const frame = plotFrame(
    theme,
    { width, y: key.height, size: 230, inset: 4 },
    {
      domain: paddedDomain(xs, xScale, 0),
      scale: xScale,
      label: xLabel,
      text: xText,
      whole: new Set(xs).size > 1 && xs.every(Number.isInteger),
    },
    {
      domain: yDomain === undefined ? paddedDomain([...ys, ...edges], yScale, 0.02) : [...yDomain],
      scale: yScale,
      label: yLabel,
      text: yText,
      nice: yDomain === undefined,
    },
  );
  const body = [
    key.body,
    frame.body,
    ...series.map((one, index) => drawBand(theme, one, one.color ?? index, frame, floor)),
    ...series.map((one, index) => drawLine(theme, one, one.color ?? index, frame)),
    ruleLines(theme, rule, frame),
  ].join('');
  const ends = series.map(({ name, x, y }) => {
    const last = x.length - 1;
    const at = (i: number): string => `${(yText ?? formatNumber)(y[i]!)} at ${(xText ?? formatNumber)(x[i]!)}`;
    return `${name || yLabel} from ${at(0)} to ${at(last)}`;
  });
  const rules = rule.flatMap(({ label }) => (label ? [` Marked: ${label}.`] : []));
  const description = `Lines of ${yLabel} over ${xLabel}: ${ends.join('; ')}.${rules.join('')}`;
  return svgDocument(where, options, { title: asTitle(`${yLabel} over ${xLabel}`), description }, { body, height: frame.height });
}

import { legend } from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { cloud, evenSelection, kindLegend } from './marks.js';
import { paletteSize } from './palette.js';
import { fittedFrame, paddedDomain, plotFrame } from './plotFrame.js';
import { asTitle, type FigureOptions, figureWidth, svgDocument } from './svgDocument.js';

/** One set of points of a `pointChart`. */
export interface PointSeries {
  readonly name: string;
  readonly x: readonly number[];
  /** One value for each x. */
  readonly y: readonly number[];
}

/** Options of `pointChart`. */
export interface PointChartOptions extends FigureOptions {
  /** At most ten. */
  readonly series: readonly PointSeries[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** One unit is as long on both axes, unless one is more than four times as wide. Default false. */
  readonly equal?: boolean;
}

const where = 'pointChart';
const most = 5000;

/**
 * Points in the plane by series, which differ in color and in the outline of their marks.
 *
 * Beyond 5,000 points an even selection is drawn and the figure says so.
 *
 * @param options series, labels of the axes, whether their units are equal, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no point, more than ten series, lists of another length, or a value that is not finite
 */
export function pointChart(options: PointChartOptions): string {
  const { series, xLabel, yLabel, equal = false, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  if (series.length > paletteSize) {
    throw new RangeError(
      `${where}: there are ${series.length} series but only ${paletteSize} can be told apart; merge or choose some first`,
    );
  }
  for (const { name, x, y } of series) {
    if (y.length !== x.length)
      throw new RangeError(`${where}: series '${name}' has ${y.length} y but ${x.length} x; give one for each x`);
    checkFinite(where, `${name}.x`, x);
    checkFinite(where, `${name}.y`, y);
  }
  const points = series.flatMap(({ x, y }, kind) => x.map((value, index) => ({ x: value, y: y[index]!, kind })));
  if (points.length === 0) throw new RangeError(`${where}: \`series\` holds no point; give at least one`);
  const key = legend(
    theme,
    kindLegend(
      theme,
      series.map(({ name }) => name),
    ),
    8,
    width - 8,
  );
  const domain = (axis: 'x' | 'y'): [number, number] =>
    paddedDomain(
      points.map((point) => point[axis]),
      'linear',
      0.02,
    );
  const place = { width, y: key.height, inset: 6 };
  const sides = [
    { domain: domain('x'), scale: 'linear', label: xLabel },
    { domain: domain('y'), scale: 'linear', label: yLabel },
  ] as const;
  const frame = equal ? fittedFrame(theme, { ...place, equal }, ...sides) : plotFrame(theme, { ...place, size: 270 }, ...sides);
  const chosen = evenSelection(points.length, most).map((index) => {
    const { x, y, kind } = points[index]!;
    return { x: frame.x.at(x), y: frame.y.at(y), kind };
  });
  const body = `${key.body}${frame.body}<g fill-opacity="0.8">${cloud(theme, chosen, series.length)}</g>`;
  const note =
    chosen.length < points.length
      ? `${formatNumber(chosen.length)} of ${formatNumber(points.length)} points are drawn, evenly selected.`
      : '';
  const names = series.map(({ name, x }) => `${name || 'points'} (${formatNumber(x.length)})`).join(', ');
  const description = `Points of ${yLabel} over ${xLabel}: ${names}.`;
  return svgDocument(
    where,
    options,
    { title: asTitle(`${yLabel} over ${xLabel}`), description, note },
    { body, height: frame.height },
  );
}

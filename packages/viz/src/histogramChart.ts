import { axisRoom, horizontalAxis, legend, linearAxis, verticalAxis, verticalGrid } from './chartAxes.js';
import { checkFinite, checkWhole } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { binShares, type HistogramBins, histogramBins } from './histogramBins.js';
import { asTitle, type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { colorToken, paint, type Theme } from './theme.js';

/** One list of values of a `histogramChart`. */
export interface HistogramSeries {
  readonly name: string;
  readonly values: readonly number[];
  /** Draws its outline in dashes. Default false. */
  readonly dashed?: boolean;
  /** Which of the ten colors. Default: the place in `series`. */
  readonly color?: number;
}

/** Options of `histogramChart`. */
export interface HistogramChartOptions extends FigureOptions {
  readonly series: readonly HistogramSeries[];
  /** What the values are, with their unit. */
  readonly xLabel: string;
  /** Writes a value at a tick, where it is no plain number, such as a day. Default: {@link formatNumber}. */
  readonly xText?: ((value: number) => string) | undefined;
  /** Whether the values are whole numbers, so that no bin is narrower than 1. Default false. */
  readonly whole?: boolean;
}

const where = 'histogramChart';
/** Height of the plot. */
const size = 130;

function checkSeries(series: readonly HistogramSeries[]): void {
  if (series.length === 0) throw new RangeError(`${where}: \`series\` is empty; give at least one of { name, values }`);
  for (const { name, values, color } of series) {
    if (color !== undefined) checkWhole(where, `${name}.color`, color, 0);
    if (values.length === 0) throw new RangeError(`${where}: series '${name}' has no value; give at least one`);
    checkFinite(where, `${name}.values`, values);
  }
}

/** A step outline over bins, from the base line and back to it. */
function outline(
  theme: Theme,
  { edges }: HistogramBins,
  shares: readonly number[],
  at: { readonly x: (value: number) => number; readonly y: (value: number) => number },
  { color, dashed }: { readonly color: number; readonly dashed: boolean },
): string {
  const steps = shares.map((share, bin) => `V${px(at.y(share))}H${px(at.x(edges[bin + 1]!))}`).join('');
  const path = `M${px(at.x(edges[0]!))},${px(at.y(0))}${steps}V${px(at.y(0))}`;
  const token = colorToken(color);
  return [
    `<path d="${path}Z" fill-opacity="0.14" ${paint(theme, { fill: token })}/>`,
    `<path d="${path}" stroke-width="2"${dashed ? ' stroke-dasharray="5 3"' : ''} stroke-linejoin="round" ${paint(theme, { fill: 'none', stroke: token })}/>`,
  ].join('');
}

/**
 * How often values occur: a step outline for each list of values, all over the same bins, their heights in per cent of the list.
 *
 * Bins are of round widths. Where a few values lie so far out that all others would fall together, the outermost bins hold them, and the figure says so.
 *
 * @param options lists of values, label and words of the axis, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no series, a series without values, or a value that is not finite
 */
export function histogramChart(options: HistogramChartOptions): string {
  const { series, xLabel, xText, whole = false, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  checkSeries(series);
  const bins = histogramBins(
    series.map(({ values }) => values),
    whole,
  );
  const shares = series.map(({ values }) => binShares(values, bins));
  const colorOf = (index: number): number => series[index]!.color ?? index;
  const entries = series.map(({ name, dashed = false }, index) => ({
    text: name,
    swatch: (x: number, y: number) =>
      `<line x1="${px(x)}" x2="${px(x + 22)}" y1="${px(y)}" y2="${px(y)}" stroke-width="2"${dashed ? ' stroke-dasharray="5 3"' : ''} ${paint(theme, { stroke: colorToken(colorOf(index)) })}/>`,
  }));
  const key = legend(theme, entries, 8, width - 8);
  const top = key.height + 24;
  const bottom = top + size;
  const right = width - 14;
  const y = linearAxis([0, 100 * Math.max(...shares.flat())], [bottom, top], 3, { nice: true });
  const left = 8 + axisRoom(y);
  const { edges, beyond } = bins;
  const x = linearAxis([edges[0]!, edges.at(-1)!], [left, right], Math.max(2, Math.round((right - left) / 70)), {
    text: xText,
    whole,
  });
  const at = { x: x.at, y: (share: number): number => y.at(100 * share) };
  const body = [
    key.body,
    svgText(theme, 8, top - 9, 'share, %', { size: fontSize.small, color: 'muted' }),
    verticalAxis(theme, y, left, right),
    verticalGrid(theme, x, top, bottom),
    ...shares.map((own, index) =>
      outline(theme, bins, own, at, { color: colorOf(index), dashed: series[index]!.dashed ?? false }),
    ),
    horizontalAxis(theme, x, left, right, bottom),
  ].join('');
  const write = xText ?? formatNumber;
  const modes = series.map(({ name }, index) => {
    const most = shares[index]!.indexOf(Math.max(...shares[index]!));
    return `${name}: most often from ${write(edges[most]!)} to ${write(edges[most + 1]!)}`;
  });
  const description = `Shares of values of ${xLabel} over ${edges.length - 1} bins. ${modes.join('; ')}.`;
  const note = beyond ? 'The outermost steps also hold the few values that lie beyond them.' : '';
  return svgDocument(where, options, { title: asTitle(xLabel), description, note }, { body, height: bottom + 24 });
}

import { scaleBand } from 'd3-scale';
import { type Axis, axisRoom, horizontalAxis, legend, linearAxis, roomyDomain, verticalAxis } from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { paint, type Theme } from './theme.js';

/** The least height of the axis, in nats: below it, the bars of a code that carries nothing stay low. */
const LEAST = 0.1;

/** Options of `klByDimensionChart`. */
export interface KlByDimensionChartOptions extends FigureOptions {
  /** Mean KL divergence of each latent dimension, in nats. */
  readonly kl: readonly number[];
  /** An interval around each mean, drawn as a whisker; one for each dimension. */
  readonly intervals?: readonly { readonly low: number; readonly high: number }[];
  /** A dimension above it counts as active, in nats. Default 0.01. */
  readonly threshold?: number;
  /** Largest first, or by index. Default `'sorted'`. */
  readonly order?: 'sorted' | 'index';
}

const where = 'klByDimensionChart';

function check({ kl, intervals, threshold = 0.01, order = 'sorted' }: KlByDimensionChartOptions): void {
  if (kl.length === 0) throw new RangeError(`${where}: \`kl\` is empty; give the divergence of at least one latent dimension`);
  checkFinite(where, 'kl', kl);
  if (!Number.isFinite(threshold) || threshold < 0)
    throw new RangeError(`${where}: \`threshold\` is ${threshold}; expected nats of at least 0`);
  if (order !== 'sorted' && order !== 'index')
    throw new RangeError(`${where}: \`order\` is '${String(order)}'; expected 'sorted' or 'index'`);
  if (intervals === undefined) return;
  if (intervals.length !== kl.length)
    throw new RangeError(`${where}: there are ${intervals.length} \`intervals\` for ${kl.length} dimensions; give one for each`);
  checkFinite(
    where,
    'intervals',
    intervals.flatMap((one) => [one.low, one.high]),
  );
}

/** The vertical axis: 0 and all bars and whiskers are on it. */
function verticalScale({ kl, intervals = [] }: KlByDimensionChartOptions, bottom: number, top: number): Axis {
  const [low, high] = kl.some((value) => value !== 0)
    ? roomyDomain([0, ...kl, ...intervals.flatMap((one) => [one.low, one.high])])
    : [0, 1];
  return linearAxis([Math.min(0, low), Math.max(LEAST, high)], [bottom, top], 5, { nice: true });
}

/** Where a dimension has its bar. */
interface Band {
  readonly index: number;
  readonly left: number;
  readonly width: number;
}

/** A bar from 0, or from its value where that is below; never thinner than a line. */
function bar(theme: Theme, { left, width }: Band, value: number, active: boolean, at: Axis['at']): string {
  const zero = at(0);
  const size = Math.max(Math.abs(zero - at(value)), 1.5);
  const y = value < 0 ? Math.min(at(value), zero) : zero - size;
  const fill = paint(theme, { fill: active ? 'c0' : 'idle' });
  return `<rect x="${px(left)}" y="${px(y)}" width="${px(width)}" height="${px(size)}" ${fill}/>`;
}

/** An interval as a line, with ends where the bar is wide enough. */
function whisker(theme: Theme, { left, width }: Band, low: number, high: number): string {
  const middle = left + width / 2;
  const ends = width < 8 ? '' : [high, low].map((y) => `M${px(middle - 3)},${px(y)}h6`).join('');
  return `<path d="M${px(middle)},${px(high)}V${px(low)}${ends}" stroke-width="1.5" ${paint(theme, { fill: 'none', stroke: 'ink' })}/>`;
}

/** Under the bars the indices of the dimensions; where they do not all fit, sorted bars carry their rank instead. */
function bandLabels(
  theme: Theme,
  bands: readonly Band[],
  y: number,
  sorted: boolean,
  pitch: number,
): { readonly body: string; readonly title: string } {
  const widest = textWidth(String(bands.length - 1), fontSize.small) + 2;
  const every = Math.max(1, Math.ceil(widest / pitch));
  const ranks = sorted && every > 1;
  const step = every === 1 ? 1 : ([2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].find((size) => size >= every) ?? every);
  const labels = bands.map(({ index, left, width }, rank) => {
    const shown = ranks ? rank + 1 : index;
    if (step > 1 && (ranks ? shown !== 1 && shown % step !== 0 : shown % step !== 0)) return '';
    if (ranks && step <= 2 && shown === 1) return '';
    return svgText(theme, left + width / 2, y, String(shown), { anchor: 'middle', size: fontSize.small, color: 'muted' });
  });
  const title = ranks ? 'rank of the latent dimension' : sorted ? 'latent dimension, largest first' : 'latent dimension';
  return { body: labels.join(''), title };
}

/**
 * The KL divergence by latent dimension as bars, with the number of active dimensions.
 *
 * @param options divergences in nats, threshold, order, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no dimension, a value that is not finite, intervals of another number, or a negative threshold
 */
export function klByDimensionChart(options: KlByDimensionChartOptions): string {
  const { kl, intervals, threshold = 0.01, order = 'sorted', theme = 'auto' } = options;
  const width = figureWidth(where, options);
  check(options);
  const bars = kl.map((value, index) => ({ value, index }));
  if (order === 'sorted') bars.sort((a, b) => b.value - a.value || a.index - b.index);
  const active = kl.filter((value) => value > threshold).length;
  const total = kl.reduce((sum, value) => sum + value, 0);

  const swatch = (token: 'c0' | 'idle') => (x: number, y: number) =>
    `<rect x="${px(x)}" y="${px(y - 6)}" width="14" height="12" rx="2" ${paint(theme, { fill: token })}/>`;
  const key = legend(
    theme,
    [
      { text: `active: more than ${formatNumber(threshold)} nats (${active} of ${kl.length})`, swatch: swatch('c0'), width: 14 },
      { text: `inactive (${kl.length - active})`, swatch: swatch('idle'), width: 14 },
    ],
    8,
    width - 8,
  );
  const top = key.height + 32;
  const bottom = top + 190;
  const axis = verticalScale(options, bottom, top);
  const left = 8 + axisRoom(axis);
  const right = width - 12;
  const scale = scaleBand<number>(
    bars.map(({ index }) => index),
    [left, right],
  )
    .paddingInner(0.2)
    .paddingOuter(0.15);
  const bands = bars.map(({ index }): Band => ({ index, left: scale(index)!, width: Math.max(scale.bandwidth(), 0.5) }));
  const labels = bandLabels(theme, bands, bottom + 15, order === 'sorted', scale.step());
  const small = { anchor: 'middle', size: fontSize.small, color: 'muted' } as const;
  const parts = [
    key.body,
    svgText(theme, 8, top - 13, 'nats per example', { size: fontSize.small, color: 'muted' }),
    verticalAxis(theme, axis, left, right),
    ...bands.map((band) => bar(theme, band, kl[band.index]!, kl[band.index]! > threshold, axis.at)),
    ...(intervals === undefined
      ? []
      : bands.map((band) => whisker(theme, band, axis.at(intervals[band.index]!.low), axis.at(intervals[band.index]!.high)))),
    horizontalAxis(theme, { at: axis.at, ticks: [], labels: [] }, left, right, axis.at(0)),
    labels.body,
    svgText(theme, (left + right) / 2, bottom + 36, labels.title, small),
  ];
  const description = `Bars of ${kl.length} latent dimensions. ${active} are active, with more than ${formatNumber(threshold)} nats; together they carry ${formatNumber(total)} nats per example.`;
  const defaults = {
    title: 'KL divergence by latent dimension',
    description,
    note: `Sum over all dimensions: ${formatNumber(total)} nats per example.`,
  };
  return svgDocument(where, options, defaults, { body: parts.join(''), height: bottom + 42 });
}

import { scaleBand } from 'd3-scale';
import { axisRoom, horizontalAxis, legend, linearAxis, roomyDomain, verticalAxis } from './chartAxes.js';
import { checkFinite } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { paint } from './theme.js';

/** The least height of the axis, in nats: below it, the bars of a code that carries nothing stay low. */
const LEAST = 0.1;

/** Options of `klByDimension`. */
export interface KlByDimensionOptions extends FigureOptions {
  /** Mean KL divergence of each latent dimension, in nats. */
  readonly kl: readonly number[];
  /** An interval around each mean, drawn as a whisker; one for each dimension. */
  readonly intervals?: readonly { readonly low: number; readonly high: number }[];
  /** A dimension above it counts as active, in nats. Default 0.01. */
  readonly threshold?: number;
  /** Largest first, or by index. Default `'sorted'`. */
  readonly order?: 'sorted' | 'index';
}

/**
 * The KL divergence by latent dimension as bars, with the number of active dimensions.
 *
 * @param options divergences in nats, threshold, order, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no dimension, a value that is not finite, intervals of another number, or a negative threshold
 */
export function klByDimension(options: KlByDimensionOptions): string {
  const where = 'klByDimension';
  const { kl, threshold = 0.01, order = 'sorted', theme = 'auto' } = options;
  const width = figureWidth(where, options);
  if (kl.length === 0) throw new RangeError(`${where}: \`kl\` is empty; give the divergence of at least one latent dimension`);
  checkFinite(where, 'kl', kl);
  if (!Number.isFinite(threshold) || threshold < 0)
    throw new RangeError(`${where}: \`threshold\` is ${threshold}; expected nats of at least 0`);
  if (order !== 'sorted' && order !== 'index')
    throw new RangeError(`${where}: \`order\` is '${String(order)}'; expected 'sorted' or 'index'`);
  const { intervals } = options;
  if (intervals !== undefined) {
    if (intervals.length !== kl.length)
      throw new RangeError(
        `${where}: there are ${intervals.length} \`intervals\` for ${kl.length} dimensions; give one for each`,
      );
    checkFinite(
      where,
      'intervals',
      intervals.flatMap((one) => [one.low, one.high]),
    );
  }
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
  const [low, high] = kl.some((value) => value !== 0)
    ? roomyDomain([0, ...kl, ...(intervals ?? []).flatMap((one) => [one.low, one.high])])
    : [0, 1];
  const axis = linearAxis([Math.min(0, low), Math.max(LEAST, high)], [bottom, top], 5, { nice: true });
  const left = 8 + axisRoom(axis);
  const right = width - 12;
  const band = scaleBand<number>(
    bars.map(({ index }) => index),
    [left, right],
  )
    .paddingInner(0.2)
    .paddingOuter(0.15);
  const parts = [
    key.body,
    svgText(theme, 8, top - 13, 'nats per example', { size: fontSize.small, color: 'muted' }),
    verticalAxis(theme, axis, left, right),
  ];
  const zero = axis.at(0);
  const barWidth = Math.max(band.bandwidth(), 0.5);
  for (const { value, index } of bars) {
    const y = Math.min(axis.at(value), zero);
    const size = Math.max(Math.abs(zero - axis.at(value)), 1.5);
    const fill = paint(theme, { fill: value > threshold ? 'c0' : 'idle' });
    parts.push(
      `<rect x="${px(band(index)!)}" y="${px(value < 0 ? y : zero - size)}" width="${px(barWidth)}" height="${px(size)}" ${fill}/>`,
    );
  }
  for (const { index } of intervals === undefined ? [] : bars) {
    const middle = band(index)! + barWidth / 2;
    const [from, to] = [intervals![index]!.high, intervals![index]!.low].map((value) => axis.at(value));
    const ends = barWidth < 8 ? '' : [from!, to!].map((y) => `M${px(middle - 3)},${px(y)}h6`).join('');
    parts.push(
      `<path d="M${px(middle)},${px(from!)}V${px(to!)}${ends}" stroke-width="1.5" ${paint(theme, { fill: 'none', stroke: 'ink' })}/>`,
    );
  }
  parts.push(horizontalAxis(theme, { at: axis.at, ticks: [], labels: [] }, left, right, zero));
  // Under the bars stand the dimensions' indices; where they do not all fit, sorted bars carry their rank instead.
  const widest = textWidth(String(kl.length - 1), fontSize.small) + 2;
  const every = Math.max(1, Math.ceil(widest / band.step()));
  const ranks = order === 'sorted' && every > 1;
  const step = every === 1 ? 1 : ([2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000].find((size) => size >= every) ?? every);
  bars.forEach(({ index }, rank) => {
    const shown = ranks ? rank + 1 : index;
    if (step > 1 && (ranks ? shown !== 1 && shown % step !== 0 : shown % step !== 0)) return;
    if (ranks && step <= 2 && shown === 1) return;
    const x = band(index)! + barWidth / 2;
    parts.push(svgText(theme, x, bottom + 15, String(shown), { anchor: 'middle', size: fontSize.small, color: 'muted' }));
  });
  const across = ranks
    ? 'rank of the latent dimension'
    : order === 'sorted'
      ? 'latent dimension, largest first'
      : 'latent dimension';
  parts.push(svgText(theme, (left + right) / 2, bottom + 36, across, { anchor: 'middle', size: fontSize.small, color: 'muted' }));
  const description = `Bars of ${kl.length} latent dimensions. ${active} are active, with more than ${formatNumber(threshold)} nats; together they carry ${formatNumber(total)} nats per example.`;
  const defaults = {
    title: 'KL divergence by latent dimension',
    description,
    note: `Sum over all dimensions: ${formatNumber(total)} nats per example.`,
  };
  return svgDocument(where, options, defaults, { body: parts.join(''), height: bottom + 42 });
}

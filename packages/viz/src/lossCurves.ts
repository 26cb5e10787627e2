import { roomyDomain } from './chartAxes.js';
import { checkSeries, curveLegend, curvePanel, type Series } from './epochCurves.js';
import { formatNumber } from './formatNumber.js';
import { type FigureOptions, figureWidth, svgDocument } from './svgDocument.js';

/** Options of `lossCurves`. */
export interface LossCurvesOptions extends FigureOptions {
  /** The epochs of the values, growing. Default 1, 2, … */
  readonly epochs?: readonly number[];
  /** The terms, such as loss, reconstruction and kl: one value an epoch, and the validation values if there are any. */
  readonly series: readonly Series[];
  /** Unit of all values. Default `nats per example`. */
  readonly unit?: string;
  /** The least that an axis spans, in that unit. Default 0.1. */
  readonly least?: number;
  /**
   * `'shared'` draws all terms on one axis, `'multiples'` each on its own; `'auto'` shares the axis if every term moves
   * over at least a quarter of it. Default `'auto'`.
   */
  readonly layout?: 'auto' | 'shared' | 'multiples';
}

function fitsTogether(series: readonly Series[]): boolean {
  const width = (values: readonly number[]): number => {
    const [low, high] = roomyDomain(values);
    return high - low;
  };
  const lists = series.map(({ values, validation = [] }) => [...values, ...validation]);
  return lists.every((list) => width(list) >= width(lists.flat()) / 4);
}

/**
 * Loss curves by term: training solid, validation dashed.
 *
 * @param options epochs, series, unit, layout, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no epoch, no series, series of another length, a value that is not finite, or a negative `least`
 */
export function lossCurves(options: LossCurvesOptions): string {
  const where = 'lossCurves';
  const { series, unit = 'nats per example', layout = 'auto', least = 0.1, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  const epochs = checkSeries(where, options.epochs, series);
  if (layout !== 'auto' && layout !== 'shared' && layout !== 'multiples') {
    throw new RangeError(`${where}: \`layout\` is '${String(layout)}'; expected 'auto', 'shared' or 'multiples'`);
  }
  if (!(least >= 0 && least < Infinity))
    throw new RangeError(`${where}: \`least\` is ${least}; expected a number of at least 0, in the unit of the values`);
  const shared = layout === 'shared' || series.length === 1 || (layout === 'auto' && fitsTogether(series));
  const key = curveLegend(theme, series, shared, width);
  const parts = [key.body];
  let y = key.height + (key.height > 0 ? 4 : 0);
  const marked = series.map((one, token) => ({ token, series: one }));
  if (shared) {
    const panel = curvePanel({ theme, width, height: 230, epochs, series: marked, unit, least, epochLabels: true });
    parts.push(`<g transform="translate(0 ${y})">${panel.body}</g>`);
    y += panel.height;
  } else {
    const shape = { theme, width, height: 104, epochs, unit, least };
    const draw = (left: number) =>
      marked.map((one, index) =>
        curvePanel({ ...shape, series: [one], heading: one.series.name, epochLabels: index === marked.length - 1, left }),
      );
    // All panels share the epochs, so the widest labels decide where every panel begins.
    const left = Math.max(...draw(0).map(({ room }) => room));
    for (const panel of draw(left)) {
      parts.push(`<g transform="translate(0 ${y})">${panel.body}</g>`);
      y += panel.height + 6;
    }
    y -= 6;
  }
  const ends = series.map(({ name, values, validation }) => {
    const last = formatNumber(values[values.length - 1]!);
    return `${name} ${last}${validation ? ` (validation ${formatNumber(validation[validation.length - 1]!)})` : ''}`;
  });
  const description = `Curves over ${epochs.length} epochs in ${unit}. At the end: ${ends.join(', ')}.`;
  return svgDocument(where, options, { title: 'Loss by term', description }, { body: parts.join(''), height: y });
}

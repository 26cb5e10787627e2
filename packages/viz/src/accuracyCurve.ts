import { checkSeries, curveLegend, curvePanel, type Series } from './epochCurves.js';
import { formatNumber } from './formatNumber.js';
import { type FigureOptions, figureWidth, svgDocument } from './svgDocument.js';

/** Options of `accuracyCurve`. */
export interface AccuracyCurveOptions extends FigureOptions {
  /** The epochs of the values, growing. Default 1, 2, … */
  readonly epochs?: readonly number[];
  /** Shares of right answers between 0 and 1, one an epoch. */
  readonly series: readonly Series[];
}

/**
 * Accuracy over the epochs, in per cent: training solid, validation dashed.
 *
 * @param options epochs, series, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError as `lossCurves`, and for a value outside [0, 1]
 */
export function accuracyCurve(options: AccuracyCurveOptions): string {
  const where = 'accuracyCurve';
  const { series, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  const epochs = checkSeries(where, options.epochs, series);
  for (const { name, values, validation = [] } of series) {
    for (const value of [...values, ...validation]) {
      if (value < 0 || value > 1)
        throw new RangeError(`${where}: series '${name}' holds ${value}; give accuracies as shares between 0 and 1`);
    }
  }
  const key = curveLegend(theme, series, series.length > 1, width);
  const marked = series.map((one, token) => ({ token, series: one }));
  const panel = curvePanel({
    theme,
    width,
    height: 190,
    epochs,
    series: marked,
    unit: 'correct, %',
    epochLabels: true,
    bounds: [0, 1],
    percent: true,
  });
  const offset = key.height + (key.height > 0 ? 4 : 0);
  const percent = (list: readonly number[]): string => `${formatNumber(Number((100 * list[list.length - 1]!).toFixed(1)))} %`;
  const ends = series.map(
    ({ name, values, validation }) => `${name} ${percent(values)}${validation ? ` (validation ${percent(validation)})` : ''}`,
  );
  const description = `Share of right answers over ${epochs.length} epochs. At the end: ${ends.join(', ')}.`;
  const body = `${key.body}<g transform="translate(0 ${offset})">${panel.body}</g>`;
  return svgDocument(where, options, { title: 'Accuracy', description }, { body, height: offset + panel.height });
}

import { scaleBand } from 'd3-scale';
import { horizontalAxis, legend, linearAxis, verticalGrid } from './chartAxes.js';
import { checkFinite, checkLabels, checkWhole } from './checks.js';
import { asTitle, type FigureOptions, figureWidth, fontSize, px, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { colorToken, paint } from './theme.js';

/** The shares of one list in a `categoryBars`. */
export interface CategoryShares {
  readonly name: string;
  /** From 0 to 1, one for each category. */
  readonly shares: readonly number[];
  /** Which of the ten colors. Default: the place in `series`. */
  readonly color?: number;
}

/** Options of `categoryBars`. */
export interface CategoryBarsOptions extends FigureOptions {
  /** From the top. */
  readonly categories: readonly string[];
  readonly series: readonly CategoryShares[];
  /** What is of these categories. */
  readonly label: string;
}

const where = 'categoryBars';
/** Height of a bar. */
const thickness = 8;

function check({ categories, series }: CategoryBarsOptions): void {
  if (categories.length === 0 || series.length === 0)
    throw new RangeError(
      `${where}: there are ${categories.length} categories and ${series.length} series; give at least one of each`,
    );
  for (const { name, shares, color } of series) {
    if (color !== undefined) checkWhole(where, `${name}.color`, color, 0);
    checkLabels(where, `${name}.shares`, shares, categories.length, 'categories');
    checkFinite(where, `${name}.shares`, shares);
    const wrong = shares.find((share) => share < 0 || share > 1);
    if (wrong !== undefined)
      throw new RangeError(`${where}: series '${name}' has the share ${wrong}; expected numbers from 0 to 1`);
  }
}

/**
 * The shares of categories as lying bars in per cent, those of all series beside each other.
 *
 * @param options categories, shares by series, label, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError for no category or series, shares of another number, or a share beyond 0 and 1
 */
export function categoryBars(options: CategoryBarsOptions): string {
  const { categories, series, label, theme = 'auto' } = options;
  const width = figureWidth(where, options);
  check(options);
  const tokens = series.map(({ color }, index) => colorToken(color ?? index));
  const bar = (x: number, y: number, length: number, height: number, index: number): string =>
    `<rect x="${px(x)}" y="${px(y)}" width="${px(length)}" height="${px(height)}" ${paint(theme, { fill: tokens[index]! })}/>`;
  const entries = series.map(({ name }, index) => ({
    text: name,
    width: 14,
    swatch: (x: number, y: number) => bar(x, y - 5, 14, 10, index),
  }));
  const key = legend(theme, entries, 8, width - 8);
  const top = key.height + 2;
  const pitch = thickness * series.length + 8;
  const bottom = top + Math.max(pitch, 16) * categories.length;
  const room = Math.min(0.42 * width, Math.max(...categories.map((name) => textWidth(name, fontSize.small) + 2)));
  const left = 8 + room + 6;
  const right = width - 14;
  const most = 100 * Math.max(...series.flatMap(({ shares }) => shares), 0.01);
  const axis = linearAxis([0, most], [left, right], Math.max(2, Math.round((right - left) / 60)), {
    nice: true,
    text: (value) => `${value} %`,
  });
  const rows = scaleBand<number>(
    categories.map((_, index) => index),
    [top, bottom],
  );
  const bars = categories.map((name, category) => {
    const middle = rows(category)! + rows.bandwidth() / 2;
    const first = middle - (thickness * series.length) / 2;
    return [
      svgText(theme, left - 6, middle + 4, name, { anchor: 'end', size: fontSize.small, fit: room }),
      ...series.map(({ shares }, index) =>
        bar(left, first + thickness * index, axis.at(100 * shares[category]!) - left, thickness - 1, index),
      ),
    ].join('');
  });
  const body = [key.body, verticalGrid(theme, axis, top, bottom), ...bars, horizontalAxis(theme, axis, left, right, bottom)].join(
    '',
  );
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const told = categories.map(
    (name, category) => `${name} ${series.map((one) => `${percent(one.shares[category]!)} (${one.name})`).join(', ')}`,
  );
  const description = `Shares of ${label}: ${told.join('; ')}.`;
  return svgDocument(where, options, { title: asTitle(label), description }, { body, height: bottom + 24 });
}

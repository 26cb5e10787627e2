import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels } from './checks.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import { gridColumns } from './imageGrid.js';
import { imageSizes } from './plainTensor.js';
import type { FigureOptions } from './svgDocument.js';

/** Options of `imageGridFigure`. */
export interface ImageGridFigureOptions extends FigureOptions, FigureGridOptions {
  /** Tiles in a row. Default `ceil(sqrt(n))`. */
  readonly columns?: number;
  /** A text left of each row. */
  readonly rowLabels?: readonly string[];
  /** A text under each column. */
  readonly columnLabels?: readonly string[];
  /** What the rows are. */
  readonly rowTitle?: string;
  /** What the columns are. */
  readonly columnTitle?: string;
}

/**
 * A grid of images as an SVG figure with its labels.
 *
 * @param images `[n,h,w,1|3]`, as for `imageGrid`
 * @param options heading, labels, layout, theme
 * @returns a standalone SVG file
 * @throws RangeError as `imageGrid`
 */
export function imageGridFigure(images: PlainTensor, options: ImageGridFigureOptions = {}): string {
  const where = 'imageGridFigure';
  const { rowLabels, columnLabels, rowTitle, columnTitle } = options;
  const { count } = imageSizes(where, 'images', images);
  const columns = gridColumns(where, count, options.columns);
  const rows = Math.ceil(count / columns);
  checkLabels(where, 'rowLabels', rowLabels, rows, 'rows');
  checkLabels(where, 'columnLabels', columnLabels, columns, 'columns');
  return imageRowsFigure(
    where,
    images,
    options,
    { title: 'Images', description: `${count} images in ${rows} rows and ${columns} columns.` },
    { rows, columns, rowLabels, columnLabels, rowTitle, columnTitle },
  );
}

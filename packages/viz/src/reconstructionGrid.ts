import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels } from './checks.js';
import { gridColumns } from './imageGrid.js';
import { formatShape, imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layTiles, type TileLayout } from './tileLayout.js';

/** Options of `reconstructionGrid`. */
export interface ReconstructionGridOptions extends GridOptions {
  /** Pairs in a row. Default: at most 10. */
  readonly columns?: number;
  /** What the upper and the lower row of a pair are called, or `false` for no text. Default `['input', 'output']`. */
  readonly rowNames?: readonly [original: string, reconstruction: string] | false;
}

/** The tiles of a reconstruction grid, for the raster and for the figure. */
export function layReconstructions(
  where: string,
  originals: PlainTensor,
  reconstructions: PlainTensor,
  options: ReconstructionGridOptions,
): TileLayout & { readonly rows: number; readonly columns: number } {
  const { rowNames = ['input', 'output'], gap = 2 } = options;
  const { count } = imageSizes(where, 'originals', originals);
  imageSizes(where, 'reconstructions', reconstructions);
  if (formatShape(originals.shape) !== formatShape(reconstructions.shape)) {
    throw new RangeError(
      `${where}: \`originals\` has shape ${formatShape(originals.shape)} but \`reconstructions\` has ${formatShape(reconstructions.shape)}; give one reconstruction for each original`,
    );
  }
  if (rowNames) checkLabels(where, 'rowNames', rowNames, 2, 'rows in a pair');
  const columns = gridColumns(where, count, options.columns ?? Math.min(count, 10));
  const rows = 2 * Math.ceil(count / columns);
  const at = (row: number, column: number) => {
    const index = (row >> 1) * columns + column;
    return index < count ? { source: row & 1, index } : undefined;
  };
  // The two rows of a pair touch more closely than neighboring pairs.
  const space = (row: number): number => (row > 0 && row % 2 === 0 ? 2 + 2 * gap : 0);
  const rowLabels = rowNames ? Array.from({ length: rows }, (_, row) => rowNames[row & 1]!) : undefined;
  const sources = [
    { name: 'originals', images: originals },
    { name: 'reconstructions', images: reconstructions },
  ];
  return { ...layTiles(where, sources, { rows, columns, at, space, rowLabels }, options), rows, columns };
}

/**
 * Originals above their reconstructions, pair by pair; a wider gap parts the pairs and the rows are named.
 *
 * @param originals `[n,h,w,1|3]`
 * @param reconstructions the same shape, in the same order
 * @param options pairs in a row, names of the rows, layout
 * @returns pixels
 * @throws RangeError if the shapes differ, or as `imageGrid`
 */
export function reconstructionGrid(
  originals: PlainTensor,
  reconstructions: PlainTensor,
  options: ReconstructionGridOptions = {},
): Raster {
  return layReconstructions('reconstructionGrid', originals, reconstructions, options).raster;
}

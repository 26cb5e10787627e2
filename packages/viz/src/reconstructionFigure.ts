import type { PlainTensor } from '@vaekit-internal/base';
import { figureGap, type FigureGridOptions, imageFigure } from './imageFigure.js';
import { layReconstructions } from './reconstructionGrid.js';
import type { FigureOptions } from './svgDocument.js';

/** Options of `reconstructionFigure`. */
export interface ReconstructionFigureOptions extends FigureOptions, FigureGridOptions {
  /** Pairs in a row. Default: at most 10. */
  readonly columns?: number;
  /** What the upper and the lower row of a pair are called. Default `['input', 'output']`. */
  readonly rowNames?: readonly [original: string, reconstruction: string];
}

/**
 * Originals above their reconstructions as an SVG figure.
 *
 * @param originals `[n,h,w,1|3]`
 * @param reconstructions the same shape, in the same order
 * @param options pairs in a row, names of the rows, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError as `reconstructionGrid`
 */
export function reconstructionFigure(
  originals: PlainTensor,
  reconstructions: PlainTensor,
  options: ReconstructionFigureOptions = {},
): string {
  const where = 'reconstructionFigure';
  const { rowNames = ['input', 'output'] } = options;
  const { rows, columns } = layReconstructions(where, originals, reconstructions, { ...options, scale: 1, rowNames });
  const rowLabels = Array.from({ length: rows }, (_, row) => rowNames[row & 1]!);
  const count = originals.shape[0]!;
  return imageFigure(
    where,
    options,
    {
      title: 'Reconstructions',
      description: `${count} originals (${rowNames[0]}), each above its reconstruction (${rowNames[1]}).`,
    },
    (grid) =>
      layReconstructions(where, originals, reconstructions, {
        gap: figureGap(originals.shape[2]!),
        ...options,
        ...grid,
        rowNames: false,
      }),
    { rows, columns, rowLabels },
  );
}

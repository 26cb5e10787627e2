import { checkLabels } from './checks.js';
import { imageElement } from './imageElement.js';
import type { PlainTensor } from '@vaekit-internal/base';
import { type FigureBody, type FigureOptions, figureWidth, fontSize, svgDocument, svgText } from './svgDocument.js';
import { textWidth } from './textWidth.js';
import { thinLabels } from './thinLabels.js';
import { type GridOptions, layImages, type TileLayout } from './tileLayout.js';

/** Grid options that mean something in a figure: the figure chooses the scale and lets the paper show through the gaps. */
export interface FigureGridOptions extends Omit<GridOptions, 'scale' | 'background' | 'gap'> {
  /** Pixels of the images between tiles. Default: a fourteenth of a tile's width, none in a latent manifold. */
  readonly gap?: number;
}

/** The gap of a figure whose tiles are `width` pixels wide. */
export function figureGap(width: number): number {
  return Math.max(1, Math.round(width / 14));
}

/** Labels around a picture of tiles. */
export interface TileLabels {
  readonly rows: number;
  readonly columns: number;
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
  readonly rowTitle?: string | undefined;
  readonly columnTitle?: string | undefined;
}

/** Draws tiles with their labels as wide as the figure allows; tiles are enlarged at most to 112 pixels. */
export function imageFigure(
  where: string,
  options: FigureOptions,
  defaults: { readonly title: string; readonly description: string; readonly note?: string },
  lay: (grid: GridOptions) => TileLayout,
  labels: TileLabels,
): string {
  const width = figureWidth(where, options);
  const { theme = 'auto' } = options;
  const { rows, columns, rowLabels, columnLabels, rowTitle, columnTitle } = labels;
  checkLabels(where, 'rowLabels', rowLabels, rows, 'rows');
  checkLabels(where, 'columnLabels', columnLabels, columns, 'columns');

  const small = lay({ scale: 1, background: 'transparent' });
  const titleRoom = rowTitle ? 20 : 0;
  const labelRoom = rowLabels
    ? Math.min(0.3 * width, Math.max(...rowLabels.map((label) => textWidth(label, fontSize.label)))) + 8
    : 0;
  const left = 8 + titleRoom + labelRoom;
  const factor = Math.min((width - left - 8) / small.raster.width, 112 / small.sizes.width);
  const drawnHeight = small.raster.height * factor;
  // A pixel shown three or more pixels wide is enlarged by the viewer, without smoothing. Below that, rounding would make
  // some pixels visibly wider than their neighbors: those pictures hold twice the pixels their natural size shows, enlarged
  // here into even squares, and the viewer scales them smoothly.
  const crisp = factor >= 3;
  const raster = crisp ? small.raster : lay({ scale: Math.max(2, Math.ceil(2 * factor)), background: 'transparent' }).raster;

  const parts = [imageElement(raster, left, 0, small.raster.width * factor, drawnHeight, crisp)];
  const tile = small.sizes.height * factor;
  if (rowLabels) {
    const pitch = rows > 1 ? ((small.tileY(rows - 1) - small.tileY(0)) * factor) / (rows - 1) : 15;
    const shown = thinLabels(rows, Math.max(1, Math.ceil(15 / pitch)));
    rowLabels.forEach((label, row) => {
      if (!shown(row)) return;
      const y = small.tileY(row) * factor + tile / 2 + 4.5;
      parts.push(svgText(theme, left - 8, y, label, { anchor: 'end', fit: labelRoom - 7 }));
    });
  }
  let bottom = drawnHeight;
  if (columnLabels) {
    const room = (columns > 1 ? small.tileX(1) - small.tileX(0) : small.sizes.width) * factor;
    const widest = Math.max(...columnLabels.map((label) => textWidth(label, fontSize.small)));
    // Of the columns that have a label.
    const named = columnLabels.flatMap((label, column) => (label === '' ? [] : [column]));
    const apart = named.length < 2 ? columns : Math.min(...named.slice(1).map((column, i) => column - named[i]!));
    const step = Math.max(1, Math.ceil((widest + 6) / (room * apart)));
    const shown = thinLabels(named.length, step);
    named.forEach((column, index) => {
      if (!shown(index)) return;
      const label = columnLabels[column]!;
      const x = left + (small.tileX(column) + small.sizes.width / 2) * factor;
      const fit = Math.max(room * apart * step - 4, 24);
      parts.push(svgText(theme, x, drawnHeight + 15, label, { anchor: 'middle', size: fontSize.small, fit }));
    });
    bottom += 20;
  }
  if (columnTitle) {
    const x = left + (small.raster.width * factor) / 2;
    parts.push(svgText(theme, x, bottom + 16, columnTitle, { anchor: 'middle', color: 'muted', fit: width - left - 8 }));
    bottom += 22;
  }
  if (rowTitle) {
    // Beside few rows a title needs the height of what stands below them too.
    const room = textWidth(rowTitle, fontSize.label) <= drawnHeight ? drawnHeight : bottom;
    parts.push(svgText(theme, 20, room / 2, rowTitle, { anchor: 'middle', rotate: -90, color: 'muted', fit: room }));
  }
  const body: FigureBody = { body: parts.join(''), height: bottom + 2 };
  return svgDocument(where, options, defaults, body);
}

/** Draws images row by row with their labels. */
export function imageRowsFigure(
  where: string,
  images: PlainTensor,
  options: FigureGridOptions & FigureOptions,
  defaults: { readonly title: string; readonly description: string },
  labels: TileLabels,
): string {
  const { rows, columns } = labels;
  const lay = (grid: GridOptions): TileLayout =>
    layImages(where, images, { rows, columns }, { gap: figureGap(images.shape[2]!), ...options, ...grid });
  return imageFigure(where, options, defaults, lay, labels);
}

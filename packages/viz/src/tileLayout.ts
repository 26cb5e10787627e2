import type { PlainTensor } from '@vaekit-internal/base';
import { type ColorMap, colorTable } from './colorMap.js';
import { checkLabels, checkWhole } from './checks.js';
import { drawLabel, fitLabel, labelHeight, labelWidth } from './labelFont.js';
import { imageBytes, type IntensityRange } from './imageBytes.js';
import { imageSizes, type ImageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';

/** A color as red, green, blue, each 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How the pixels of every grid are read and laid out. */
export interface GridOptions extends IntensityRange {
  /** Pixels between tiles, before scaling. Default 2. */
  readonly gap?: number;
  /** Whole factor by which every pixel is enlarged (nearest neighbor). Default 2. */
  readonly scale?: number;
  /** Color of the gaps, or `'transparent'`. Default white. */
  readonly background?: Rgb | 'transparent';
  /** Colors for one-channel images. Default 'gray'. */
  readonly colorMap?: ColorMap;
}

/** Where the tiles of a grid lie, in pixels before scaling. */
export interface TileLayout {
  readonly raster: Raster;
  readonly sizes: ImageSizes;
  readonly tileX: (column: number) => number;
  readonly tileY: (row: number) => number;
}

interface Arrangement {
  readonly rows: number;
  readonly columns: number;
  /** The image shown at a place; nothing leaves it empty. */
  readonly at: (row: number, column: number) => { readonly source: number; readonly index: number } | undefined;
  /** Further pixels above a row. */
  readonly space?: (row: number) => number;
  readonly labels?: readonly string[] | undefined;
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
}

function checkBackground(where: string, background: Rgb | 'transparent'): void {
  if (background === 'transparent') return;
  if (!Array.isArray(background) || background.length !== 3 || background.some((v) => !Number.isInteger(v) || v < 0 || v > 255)) {
    throw new RangeError(
      `${where}: \`background\` is ${JSON.stringify(background)}; expected 'transparent' or [red, green, blue], each a whole number 0..255`,
    );
  }
}

/** Where everything of a grid is before scaling: a frame of one gap, a column of row labels, a line of column labels, captions under tiles. */
function geometryOf(
  { rows, columns, labels, rowLabels, columnLabels, space = () => 0 }: Arrangement,
  sizes: ImageSizes,
  gap: number,
): Pick<TileLayout, 'tileX' | 'tileY'> & { readonly width: number; readonly height: number } {
  const left = rowLabels ? Math.max(0, ...rowLabels.map(labelWidth)) + 4 : 0;
  const top = columnLabels ? labelHeight + 3 : 0;
  const caption = labels ? labelHeight + 2 : 0;
  const tops: number[] = [];
  let y = gap + top;
  for (let row = 0; row < rows; row++) {
    y += space(row);
    tops.push(y);
    y += sizes.height + caption + gap;
  }
  const tileX = (column: number): number => gap + left + column * (sizes.width + gap);
  return { tileX, tileY: (row) => tops[row]!, width: tileX(columns), height: y };
}

/** Paints one image from (x, y) on, gray ones by the table of their colors. */
function paintTile(
  { width, height, channels, data }: Raster,
  image: { readonly bytes: Uint8Array; readonly sizes: ImageSizes; readonly table: Uint8Array },
  x: number,
  y: number,
): void {
  const { bytes, sizes, table } = image;
  for (let v = 0; v < sizes.height; v++) {
    for (let u = 0; u < sizes.width; u++) {
      if (x + u < 0 || y + v < 0 || x + u >= width || y + v >= height) continue;
      const from = (v * sizes.width + u) * sizes.channels;
      const at = ((y + v) * width + x + u) * channels;
      for (let c = 0; c < Math.min(channels, 3); c++)
        data[at + c] = sizes.channels === 3 ? bytes[from + c]! : table[3 * bytes[from]! + c]!;
      if (channels === 4) data[at + 3] = 255;
    }
  }
}

/** A raster of the background, with as few channels as it and the images need. */
function emptyRaster(width: number, height: number, background: Rgb | 'transparent', colored: boolean): Raster {
  const gray = background === 'transparent' || (background[0] === background[1] && background[1] === background[2]);
  const channels = background === 'transparent' ? 4 : !colored && gray ? 1 : 3;
  const data = new Uint8Array(width * height * channels);
  if (background !== 'transparent') for (let i = 0; i < data.length; i++) data[i] = background[i % channels]!;
  return { width, height, channels, data };
}

/** The gray of letters that can be read on a background. */
function inkOn(background: Rgb | 'transparent'): number {
  if (background === 'transparent') return 128;
  return 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 118 ? 225 : 45;
}

/** Lays the images of one or more sources of the same sizes on a raster. */
export function layTiles(
  where: string,
  sources: readonly { name: string; images: PlainTensor }[],
  plan: Arrangement,
  options: GridOptions,
): TileLayout {
  const { gap = 2, scale = 2, background = [255, 255, 255], colorMap = 'gray' } = options;
  checkWhole(where, 'gap', gap, 0);
  checkWhole(where, 'scale', scale, 1);
  checkBackground(where, background);
  const sizes = imageSizes(where, sources[0]!.name, sources[0]!.images);
  const bytes = sources.map(({ name, images }) => imageBytes(where, name, images, options));
  const { rows, columns, labels, rowLabels, columnLabels } = plan;
  checkLabels(where, 'rowLabels', rowLabels, rows, 'rows');
  checkLabels(where, 'columnLabels', columnLabels, columns, 'columns');
  if (sizes.channels === 3 && colorMap !== 'gray') {
    throw new RangeError(`${where}: \`colorMap\` is '${colorMap}' but the images have 3 channels; leave it out for color images`);
  }
  const table = colorTable(where, colorMap);
  const { tileX, tileY, width, height } = geometryOf(plan, sizes, gap);
  const small = emptyRaster(width, height, background, sizes.channels === 3 || colorMap !== 'gray');
  // Written at the end, on the enlarged pixels: letters have the resolution of the file, not that of the images.
  const written: { readonly text: string; readonly x: number; readonly y: number }[] = [];
  const writeCentered = (label: string, column: number, y: number): void => {
    const text = fitLabel(label, sizes.width + gap - 1);
    written.push({ text, x: tileX(column) + Math.floor((sizes.width - labelWidth(text)) / 2), y });
  };
  const length = sizes.height * sizes.width * sizes.channels;
  for (let row = 0; row < rows; row++) {
    if (rowLabels) written.push({ text: rowLabels[row]!, x: gap, y: tileY(row) + Math.floor((sizes.height - labelHeight) / 2) });
    for (let column = 0; column < columns; column++) {
      const place = plan.at(row, column);
      if (!place) continue;
      const own = bytes[place.source]!.subarray(place.index * length, (place.index + 1) * length);
      paintTile(small, { bytes: own, sizes, table }, tileX(column), tileY(row));
      if (labels) writeCentered(labels[place.index] ?? '', column, tileY(row) + sizes.height + 2);
    }
  }
  columnLabels?.forEach((label, column) => writeCentered(label, column, gap));
  const raster = enlarge(small, scale);
  const ink = inkOn(background);
  for (const one of written) writeLabel(raster, one, scale, ink);
  return { raster, sizes, tileX, tileY };
}

/** Blends a label into an enlarged raster. */
function writeLabel(
  { width, height, channels, data }: Raster,
  label: { text: string; x: number; y: number },
  scale: number,
  ink: number,
): void {
  const [left, top] = [label.x * scale, label.y * scale];
  drawLabel(label.text, scale, (dx, dy, share) => {
    const [x, y] = [left + dx, top + dy];
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    const at = (y * width + x) * channels;
    // On transparent ground the share is the opacity; elsewhere ink and paper are mixed.
    if (channels === 4) {
      data.fill(ink, at, at + 3);
      data[at + 3] = Math.max(data[at + 3]!, Math.round(255 * share));
    } else {
      for (let c = 0; c < channels; c++) data[at + c] = Math.round(data[at + c]! + (ink - data[at + c]!) * share);
    }
  });
}

function enlarge(raster: Raster, scale: number): Raster {
  if (scale === 1) return raster;
  const { width, height, channels, data } = raster;
  const row = new Uint8Array(width * scale * channels);
  const out = new Uint8Array(row.length * height * scale);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width * scale; x++) {
      const from = (y * width + Math.floor(x / scale)) * channels;
      for (let c = 0; c < channels; c++) row[x * channels + c] = data[from + c]!;
    }
    for (let k = 0; k < scale; k++) out.set(row, (y * scale + k) * row.length);
  }
  return { width: width * scale, height: height * scale, channels, data: out };
}

/** Lays images row by row from the top left; the last row may have room left. */
export function layImages(where: string, images: PlainTensor, plan: Omit<Arrangement, 'at'>, options: GridOptions): TileLayout {
  const at = (row: number, column: number) => {
    const index = row * plan.columns + column;
    return index < images.shape[0]! ? { source: 0, index } : undefined;
  };
  return layTiles(where, [{ name: 'images', images }], { ...plan, at }, options);
}

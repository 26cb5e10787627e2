import type { PlainTensor } from '@vaekit-internal/base';
import { type ColorMap, colorTable } from './colorMap.js';
import { checkLabels, checkWhole } from './checks.js';
import { drawLabel, fitLabel, labelHeight, labelWidth } from './labelFont.js';
import { formatShape, imageSizes, type ImageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';

/** A color as red, green, blue, each 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** How the pixels of every grid are read and laid out. */
export interface GridOptions {
  /** Pixels between tiles, before scaling. Default 2. */
  readonly gap?: number;
  /** Whole factor by which every pixel is enlarged (nearest neighbor). Default 2. */
  readonly scale?: number;
  /** Color of the gaps, or `'transparent'`. Default white. */
  readonly background?: Rgb | 'transparent';
  /** Numbers drawn as black and as white, for data that are not bytes. Default [0, 1]; bytes are always 0..255. */
  readonly range?: readonly [low: number, high: number];
  /**
   * Values outside `range` are clipped. A value that lies outside by more than half of the range is an error, since it
   * usually means another range ([-1,1] or [0,255]), unless this is `true`. Default false.
   */
  readonly clamp?: boolean;
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
  /** The image shown at a place; a negative number leaves it empty. */
  readonly at: (row: number, column: number) => { readonly source: number; readonly index: number } | undefined;
  /** Further pixels above a row. */
  readonly space?: (row: number) => number;
  readonly labels?: readonly string[] | undefined;
  readonly rowLabels?: readonly string[] | undefined;
  readonly columnLabels?: readonly string[] | undefined;
}

/** Turns images into bytes: floats through `range`, bytes as they are; a non-finite pixel is an error. */
function imageBytes(where: string, name: string, images: PlainTensor, options: GridOptions): Uint8Array {
  const { data } = images;
  if (data instanceof Uint8Array) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const { range = [0, 1], clamp = false } = options;
  const [low, high] = range;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(high > low)) {
    throw new RangeError(`${where}: \`range\` is ${formatShape(range)}; expected two finite numbers, the smaller first`);
  }
  const slack = clamp ? Infinity : (high - low) / 2;
  const perImage = data.length / images.shape[0]!;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `${where}: \`${name}\` holds ${value} in image ${Math.floor(i / perImage)}; every pixel must be finite, so look for the step that made it`,
      );
    }
    if (value < low - slack || value > high + slack) {
      throw new RangeError(
        `${where}: \`${name}\` holds ${value} in image ${Math.floor(i / perImage)} but \`range\` is ${formatShape(range)}; pass the range of the data, or clamp: true`,
      );
    }
    out[i] = Math.round((255 * (Math.min(high, Math.max(low, value)) - low)) / (high - low));
  }
  return out;
}

function checkBackground(where: string, background: Rgb | 'transparent'): void {
  if (background === 'transparent') return;
  if (!Array.isArray(background) || background.length !== 3 || background.some((v) => !Number.isInteger(v) || v < 0 || v > 255)) {
    throw new RangeError(
      `${where}: \`background\` is ${JSON.stringify(background)}; expected 'transparent' or [red, green, blue], each a whole number 0..255`,
    );
  }
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
  const { rows, columns, labels, rowLabels, columnLabels, space = () => 0 } = plan;
  checkLabels(where, 'rowLabels', rowLabels, rows, 'rows');
  checkLabels(where, 'columnLabels', columnLabels, columns, 'columns');
  if (sizes.channels === 3 && colorMap !== 'gray') {
    throw new RangeError(`${where}: \`colorMap\` is '${colorMap}' but the images have 3 channels; leave it out for color images`);
  }
  const table = colorTable(where, colorMap);

  // Geometry before scaling: a frame of one gap, a column of row labels, a line of column labels, captions under tiles.
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
  const tileY = (row: number): number => tops[row]!;
  const width = tileX(columns);
  const height = y;

  const gray = background === 'transparent' || (background[0] === background[1] && background[1] === background[2]);
  const channels = background === 'transparent' ? 4 : sizes.channels === 1 && colorMap === 'gray' && gray ? 1 : 3;
  const small = new Uint8Array(width * height * channels);
  if (background !== 'transparent') for (let i = 0; i < small.length; i++) small[i] = background[i % channels]!;

  const put = (px: number, py: number, red: number, green: number, blue: number): void => {
    if (px < 0 || py < 0 || px >= width || py >= height) return;
    const at = (py * width + px) * channels;
    small[at] = red;
    if (channels > 1) {
      small[at + 1] = green;
      small[at + 2] = blue;
    }
    if (channels === 4) small[at + 3] = 255;
  };
  const dark = background !== 'transparent' && 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 118;
  const ink = background === 'transparent' ? 128 : dark ? 225 : 45;
  // Written at the end, on the enlarged pixels: letters have the resolution of the file, not that of the images.
  const written: { readonly text: string; readonly x: number; readonly y: number }[] = [];
  const write = (text: string, x: number, y0: number): void => void written.push({ text, x, y: y0 });

  for (let row = 0; row < rows; row++) {
    if (rowLabels) write(rowLabels[row]!, gap, tileY(row) + Math.floor((sizes.height - labelHeight) / 2));
    for (let column = 0; column < columns; column++) {
      const place = plan.at(row, column);
      if (!place) continue;
      const from = place.index * sizes.height * sizes.width * sizes.channels;
      const source = bytes[place.source]!;
      for (let v = 0; v < sizes.height; v++) {
        for (let u = 0; u < sizes.width; u++) {
          const at = from + (v * sizes.width + u) * sizes.channels;
          const value = source[at]!;
          if (sizes.channels === 3) put(tileX(column) + u, tileY(row) + v, value, source[at + 1]!, source[at + 2]!);
          else put(tileX(column) + u, tileY(row) + v, table[3 * value]!, table[3 * value + 1]!, table[3 * value + 2]!);
        }
      }
      if (labels) {
        const text = fitLabel(labels[place.index] ?? '', sizes.width + gap - 1);
        write(text, tileX(column) + Math.floor((sizes.width - labelWidth(text)) / 2), tileY(row) + sizes.height + 2);
      }
    }
  }
  columnLabels?.forEach((label, column) => {
    const text = fitLabel(label, sizes.width + gap - 1);
    write(text, tileX(column) + Math.floor((sizes.width - labelWidth(text)) / 2), gap);
  });
  const raster = enlarge({ width, height, channels, data: small }, scale);
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

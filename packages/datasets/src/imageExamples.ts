import { checkWhole } from './checks.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { type PngImage, readPng } from './png.js';

/** An image by its path; in a browser `{ path: file.webkitRelativePath, bytes: async () => new Uint8Array(await file.arrayBuffer()) }`. */
export interface ImageFile {
  /** The path within the folder, with `/`; the first part of more than one names the class. */
  readonly path: string;
  /** The bytes of the PNG file, or a function that fetches them when their turn has come. */
  readonly bytes: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
}

/** Options of `imageExamples`. */
export interface ImageExamplesOptions {
  /**
   * `'gray'` makes one channel (luma of ITU-R BT.601, as Pillow's mode L), `'rgb'` three; `'auto'`, the default, is gray where every pixel of
   * every image is.
   */
  readonly color?: 'auto' | 'gray' | 'rgb';
  /** The intensity, 0 to 255, behind transparent pixels; 0 unless said. */
  readonly background?: number;
  /** The names of the classes, so that training and test folders agree; the sub-folders in the order of the alphabet unless said. */
  readonly classes?: readonly string[];
  /** The most bytes the pixels of all images may have; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the folder; `'imageExamples'` unless said. */
  readonly name?: string;
}

/**
 * Examples from PNG images of one size: `x` is `[n, height, width, 1 or 3]` in 8 bits, in the order of the paths.
 *
 * Where images lie in sub-folders, each is a class, and `y` says which. 16 bits are rounded to 8; palettes are looked up; transparency is laid over
 * `background`. Throws a `DataError` that names the file: what `readPng` throws, `'shape'` if two sizes differ, `'count-mismatch'` if some images
 * lie in sub-folders and others do not, `'label-range'` for a sub-folder that is not in `classes`, `'empty'`, `'too-large'`.
 */
export async function imageExamples(files: readonly ImageFile[], options: ImageExamplesOptions = {}): Promise<Examples<'none'>> {
  const { color = 'auto', background = 0, maxBytes = 2 ** 30, name = 'imageExamples' } = options;
  if (!['auto', 'gray', 'rgb'].includes(color)) {
    throw new DataError('option', `imageExamples: \`color\` is '${color}'; 'auto', 'gray' or 'rgb' was expected`);
  }
  checkWhole('imageExamples', 'background', background, 0, 255);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const [first] = sorted;
  if (first === undefined) throw new DataError('empty', `${name}: there are no images; PNG files were expected`);
  const labels = classesOf(name, sorted, options.classes);
  let size: { width: number; height: number } | undefined;
  let total = 0;
  // Gray until an image has color; those before it are widened at the end.
  const images: Uint8Array[] = [];
  let colored = color === 'rgb';
  for (const file of sorted) {
    const bytes = typeof file.bytes === 'function' ? await file.bytes() : file.bytes;
    const image = readPng(bytes, { name: `${name}, ${file.path}`, maxBytes });
    size ??= { width: image.width, height: image.height };
    if (image.width !== size.width || image.height !== size.height) {
      throw new DataError(
        'shape',
        `${name}: ${file.path} has ${image.width} by ${image.height} pixels but ${first.path} has ${size.width} by ${size.height}; images of one size were expected`,
      );
    }
    const pixels = toEightBit(image, background, color === 'gray');
    colored ||= pixels.length > size.width * size.height;
    total += pixels.length;
    if (total > maxBytes) {
      throw new DataError(
        'too-large',
        `${name}: the pixels exceed ${counted(maxBytes, 'byte')} at ${file.path} (option \`maxBytes\`)`,
      );
    }
    images.push(pixels);
  }
  const { width, height } = size ?? { width: 0, height: 0 };
  const plane = width * height;
  const channels = colored ? 3 : 1;
  const data = new Uint8Array(sorted.length * plane * channels);
  images.forEach((pixels, row) => {
    const start = row * plane * channels;
    if (pixels.length === plane * channels) data.set(pixels, start);
    else for (let i = 0; i < plane; i++) data.fill(pixels[i] ?? 0, start + 3 * i, start + 3 * i + 3);
  });
  return {
    x: { data, shape: [sorted.length, height, width, channels] },
    binarization: 'none',
    ids: [{ name: 'file', values: sorted.map(({ path }) => path) }],
    ...(labels === undefined ? {} : { y: { data: labels.y, shape: [sorted.length] }, classes: labels.classes }),
  };
}

function classesOf(
  name: string,
  files: readonly ImageFile[],
  given: readonly string[] | undefined,
): { y: Int32Array; classes: readonly string[] } | undefined {
  const folders = files.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined));
  const loose = folders.indexOf(undefined);
  const sorted = folders.findIndex((folder) => folder !== undefined);
  if (sorted < 0) return undefined;
  if (loose >= 0) {
    throw new DataError(
      'count-mismatch',
      `${name}: ${files[sorted]?.path} lies in a sub-folder but ${files[loose]?.path} does not; either every image has a class or none has`,
    );
  }
  const classes = given ?? [...new Set(folders as string[])];
  const index = new Map(classes.map((folder, label) => [folder, label]));
  const y = Int32Array.from(folders as string[], (folder, i) => {
    const label = index.get(folder);
    if (label !== undefined) return label;
    throw new DataError(
      'label-range',
      `${name}: ${files[i]?.path} lies in '${folder}', which is none of the classes ${classes.join(', ')}`,
    );
  });
  return { y, classes };
}

/** Gray (`width · height` numbers) where every pixel is gray or gray is asked for, else RGB. */
function toEightBit({ data, width, height, channels }: PngImage, background: number, gray: boolean): Uint8Array {
  const plane = width * height;
  const deep = data instanceof Uint16Array;
  const hasAlpha = channels === 2 || channels === 4;
  const colors = channels >= 3 ? 3 : 1;
  const full = deep ? 65535 : 255;
  const pixels = new Uint8Array(plane * colors);
  let colorless = colors === 1;
  for (let i = 0; i < plane; i++) {
    const alpha = hasAlpha ? (data[i * channels + channels - 1] ?? 0) / full : 1;
    for (let c = 0; c < colors; c++) {
      const value = data[i * channels + c] ?? 0;
      const eight = deep ? value / 257 : value;
      pixels[i * colors + c] = alpha === 1 ? Math.round(eight) : Math.round(alpha * eight + (1 - alpha) * background);
    }
  }
  if (colors === 3) {
    colorless = true;
    for (let i = 0; i < pixels.length && colorless; i += 3) {
      colorless = pixels[i] === pixels[i + 1] && pixels[i] === pixels[i + 2];
    }
  }
  if (colors === 1 || !(gray || colorless)) return pixels;
  const result = new Uint8Array(plane);
  for (let i = 0; i < plane; i++) {
    // Weights 0.299, 0.587 and 0.114 in 16 fractional bits; they add up to one, so that gray stays as it is.
    result[i] = ((pixels[3 * i] ?? 0) * 19595 + (pixels[3 * i + 1] ?? 0) * 38470 + (pixels[3 * i + 2] ?? 0) * 7471 + 32768) >> 16;
  }
  return result;
}

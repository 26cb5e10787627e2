import { arrayLabels } from './arrayLabels.js';
import { canvasDecoder } from './canvasDecoder.js';
import { checkWhole } from './checks.js';
import { defined } from './defined.js';
import { counted, faults } from './faults.js';
import type { Examples } from './examples.js';
import { flatImage, type FlatImage } from './flatImage.js';
import type { DecodedImage, ImageDecoder, ImageFit, ImageRequest } from './imageDecoder.js';
import { readPng } from './png.js';
import type { ReadOptions } from './readOptions.js';
import { rangeOf } from './rangeOf.js';

/** An image by its path; in a browser `{ path: file.webkitRelativePath, bytes: async () => new Uint8Array(await file.arrayBuffer()) }`. */
export interface ImageFile {
  /** The path within the folder, with `/`; the first part of more than one names the class. */
  readonly path: string;
  /** The bytes of the file, or a function that fetches them when their turn has come. */
  readonly bytes: Uint8Array | (() => Uint8Array | Promise<Uint8Array>);
}

/** `maxBytes` is the most that the pixels of all images may have. */
export interface ImageExamplesOptions extends ReadOptions {
  /** The size that images are brought to; they must have one size unless said. */
  readonly size?: { readonly width: number; readonly height: number };
  /** How an image of other proportions comes to `size`; `'crop'`, around its middle, unless said. */
  readonly fit?: ImageFit;
  /**
   * `'gray'` makes one channel (luma of ITU-R BT.601, as Pillow's mode L), `'rgb'` three; `'auto'`, the default, is gray where every pixel of
   * every image is.
   */
  readonly color?: 'auto' | 'gray' | 'rgb';
  /** The intensity, 0 to 255, behind transparent pixels and of the bars of `fit: 'pad'`; 0 unless said. */
  readonly background?: number;
  /** What decodes files that are no PNG, and what resizes; `canvasDecoder`, the browser's own, unless said. */
  readonly decode?: ImageDecoder;
  /** The labels, one a file, whose order is then kept; the names of the sub-folders unless said. */
  readonly labels?: readonly (string | number)[];
  /** The names of the classes, so that training and test folders agree; the sub-folders in the order of the alphabet unless said. */
  readonly classes?: readonly string[];
}

const together = 8;

/**
 * Examples from images: `x` is `[n, height, width, 1 or 3]` in 8 bits, in the order of the paths; where an image has 16 bits, numbers from 0 to 1 instead.
 *
 * PNG is read in place, all other formats and other sizes by `decode`. Where images lie in sub-folders, each is a class, and `y` says which. Palettes are looked up; transparency is laid over
 * `background`; of an animation the first picture counts. Throws a `DataError` that names the file: what `readPng` and `decode` throw, `'shape'` if two sizes differ, `'count-mismatch'` if some images
 * lie in sub-folders and others do not, `'label-range'` for a sub-folder that is not in `classes`, `'empty'`, `'too-large'`.
 */
export async function imageExamples(files: readonly ImageFile[], options: ImageExamplesOptions = {}): Promise<Examples<'none'>> {
  const { color = 'auto', background = 0, maxBytes = 2 ** 30, name = 'imageExamples', size, labels, fit = 'crop' } = options;
  checkOptions(options);
  const sorted = labels === undefined ? [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)) : files;
  if (sorted.length === 0) throw faults.empty`${name}: there are no images; files of images were expected`;
  const classed = classesOf(name, sorted, options);
  const decode = (file: ImageFile): Promise<DecodedImage> =>
    decoded(file, options.decode ?? canvasDecoder, {
      fit,
      background,
      maxBytes,
      name: `${name}, ${file.path}`,
      ...defined({ size }),
    });
  const images: FlatImage[] = [];
  let total = 0;
  let [first, several]: [DecodedImage | undefined, number] = [undefined, 0];
  for (let start = 0; start < sorted.length; start += together) {
    const batch = sorted.slice(start, start + together);
    const read = await Promise.all(batch.map(decode));
    for (const [place, image] of read.entries()) {
      const { path } = batch[place]!;
      first ??= image;
      if (image.width !== first.width || image.height !== first.height)
        throw faults.shape`${name}: ${path} has ${image.width} by ${image.height} pixels but ${sorted[0]?.path} has ${first.width} by ${first.height}; images of one size were expected, or a size to bring them to (--size, option \`size\`)`;
      if ((image.pictures ?? 1) > 1) several++;
      const flat = flatImage(image, background, color === 'gray');
      total += flat.data.byteLength;
      if (total > maxBytes)
        throw faults.tooLarge`${name}: the pixels exceed ${counted(maxBytes, 'byte')} at ${path} (option \`maxBytes\`)`;
      images.push(flat);
    }
  }
  const { width = 0, height = 0 } = first ?? {};
  const channels = color === 'rgb' || images.some((image) => image.channels === 3) ? 3 : 1;
  const isDeep = images.some(({ data }) => data instanceof Uint16Array);
  const notes = [
    size === undefined ? undefined : `images are brought to ${width} by ${height} pixels (${fit})`,
    several === 0 ? undefined : `${counted(several, 'file holds', 'files hold')} several pictures, of which the first is taken`,
    isDeep ? '16-bit intensities are divided by 65535' : undefined,
  ].filter((note) => note !== undefined);
  return {
    x: { data: stacked(images, width * height, channels, isDeep), shape: [sorted.length, height, width, channels] },
    binarization: 'none',
    ids: [{ name: 'file', values: sorted.map(({ path }) => path) }],
    ...classed,
    array: {
      shape: [height, width, channels],
      layout: 'images',
      element: isDeep ? 'uint16' : 'uint8',
      range: rangeOf(images.flatMap(({ data }) => rangeOf(data))),
    },
    ...defined({ notes: notes.length === 0 ? undefined : notes }),
  };
}

function checkOptions({ color = 'auto', background = 0, fit = 'crop', size }: ImageExamplesOptions): void {
  const oneOf = (option: string, value: string, words: readonly string[]): void => {
    if (words.includes(value)) return;
    throw faults.option`imageExamples: \`${option}\` is '${value}'; one of ${words.join(', ')} was expected`;
  };
  oneOf('color', color, ['auto', 'gray', 'rgb']);
  oneOf('fit', fit, ['crop', 'pad', 'stretch']);
  checkWhole('imageExamples', 'background', background, 0, 255);
  if (size === undefined) return;
  checkWhole('imageExamples', 'size.width', size.width, 1, 2 ** 15);
  checkWhole('imageExamples', 'size.height', size.height, 1, 2 ** 15);
}

async function decoded(file: ImageFile, decode: ImageDecoder, request: ImageRequest): Promise<DecodedImage> {
  const { size, maxBytes, name } = request;
  const bytes = typeof file.bytes === 'function' ? await file.bytes() : file.bytes;
  // What is called a PNG but is none gets the decoder's chance: the ending may be wrong.
  if (bytes[0] !== 0x89 && bytes.length > 0) return decode(bytes, request);
  const image = readPng(bytes, { name, maxBytes });
  return size === undefined || (image.width === size.width && image.height === size.height) ? image : decode(bytes, request);
}

/** All images one after the other: as bytes, or where one has 16 bits from 0 to 1. */
function stacked(images: readonly FlatImage[], plane: number, channels: 1 | 3, isDeep: boolean): Uint8Array | Float32Array {
  const length = plane * channels;
  const all = isDeep ? new Float32Array(images.length * length) : new Uint8Array(images.length * length);
  images.forEach((image, row) => {
    const full = !isDeep ? 1 : image.data instanceof Uint16Array ? 65_535 : 255;
    const copies = channels / image.channels;
    const start = row * length;
    if (full === 1 && copies === 1) all.set(image.data, start);
    else for (let i = 0; i < length; i++) all[start + i] = (image.data[copies === 1 ? i : Math.floor(i / copies)] ?? 0) / full;
  });
  return all;
}

function classesOf(
  name: string,
  files: readonly ImageFile[],
  { labels, classes: given }: ImageExamplesOptions,
): Pick<Examples, 'y' | 'classes'> {
  if (labels !== undefined) {
    if (labels.length !== files.length)
      throw faults.countMismatch`${name}: there are ${counted(files.length, 'image')} but ${counted(labels.length, 'label')}; they must be as many`;
    return arrayLabels(name, { data: labels as readonly string[] | readonly number[], shape: [labels.length] }, given);
  }
  const folders = files.map(({ path }) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined));
  const loose = folders.indexOf(undefined);
  const sorted = folders.findIndex((folder) => folder !== undefined);
  if (sorted < 0) return {};
  if (loose >= 0)
    throw faults.countMismatch`${name}: ${files[sorted]?.path} lies in a sub-folder but ${files[loose]?.path} does not; either every image has a class or none has`;
  const classes = given ?? [...new Set(folders as string[])];
  const index = new Map(classes.map((folder, label) => [folder, label]));
  const y = Int32Array.from(folders, (folder) => index.get(folder ?? '') ?? -1);
  const wrong = y.indexOf(-1);
  if (wrong < 0) return { y: { data: y, shape: [y.length] }, classes };
  throw faults.labelRange`${name}: ${files[wrong]?.path} lies in '${folders[wrong]}', which is none of the classes ${classes.join(', ')}`;
}

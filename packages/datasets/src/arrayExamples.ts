import type { PlainTensor, TypedArray } from '@vaekit-internal/base';
import { arrayLabels, type LabelArray } from './arrayLabels.js';
import { channelsLast } from './channelsLast.js';
import { defined } from './defined.js';
import { faults } from './faults.js';
import type { ArraySchema } from './dataSchema.js';
import type { Examples } from './examples.js';
import { rangeOf } from './rangeOf.js';
import type { ReadOptions } from './readOptions.js';
import { validateExamples } from './validateExamples.js';

export interface ArrayExamplesOptions extends Pick<ReadOptions, 'name'> {
  /** The names of the classes; what the labels say unless given. */
  readonly classes?: readonly string[];
  /** Where images have their channels: `[n, channels, height, width]` or `[n, height, width, channels]`; told by the sizes unless said. */
  readonly channels?: 'first' | 'last';
}

/** A tensor that may know NumPy's name of its type, as `readNpy` gives it. */
type MaybeNpy = PlainTensor & { readonly dtype?: string };

/**
 * Examples from an array of inputs and, if there is one, an array of labels, as `readNpy` and `readIdx` give them.
 *
 * `x` of rank 3 is taken for gray images and becomes `[n, height, width, 1]`; rank 1 becomes `[n, 1]`; rank 4 with its channels first is turned.
 * Booleans, and bytes of which none is above 1, become 0 and 1, not 8-bit intensities. In arrays of images whole numbers from 0 to 255 of any integer type are 8-bit
 * intensities, unsigned 16-bit ones `value / 65535`. Labels: see `arrayLabels`. `array` says what was found. Throws a `DataError`: `'shape'`, `'count-mismatch'`,
 * `'label-range'`, `'ambiguous'` if channels could be first or last, and what `validateExamples` throws.
 */
export function arrayExamples(x: MaybeNpy, y?: LabelArray, options: ArrayExamplesOptions = {}): Examples<'none'> {
  const { classes, channels, name = 'arrayExamples' } = options;
  const rank = x.shape.length;
  if (rank === 0) throw faults.shape`${name}: \`x\` is a single number; an array of examples was expected`;
  const element = elementName(x);
  const turned = rank === 4 ? channelsLast(name, x, channels) : undefined;
  const shape = rank === 3 || rank === 1 ? [...x.shape, 1] : (turned?.shape ?? x.shape);
  const range = rangeOf(x.data);
  const { data, note } = scaled(turned?.data ?? x.data, element, range, rank > 2);
  const array: ArraySchema = {
    shape: shape.slice(1),
    layout: rank > 2 ? 'images' : 'points',
    ...defined({ channels: turned?.channels }),
    element,
    range,
  };
  const moved =
    turned?.channels === 'first' ? [`channels came first, [${x.shape}], and were moved: examples are [${shape.slice(1)}]`] : [];
  const notes = [...moved, ...(note === undefined ? [] : [note])];
  const examples: Examples<'none'> = {
    x: { data, shape },
    ...(y === undefined ? {} : arrayLabels(name, y, classes)),
    ...(y !== undefined || classes === undefined ? {} : { classes }),
    binarization: 'none',
    name,
    array,
    ...(notes.length === 0 ? {} : { notes }),
  };
  validateExamples(examples);
  return examples;
}

const elementName = ({ dtype, data }: MaybeNpy): string => {
  const [, kind = '', bytes = ''] = /^[<>|=]?([bfiu])(\d+)$/.exec((dtype ?? '').replace('?', 'b1')) ?? [];
  if (kind === 'b') return 'bool';
  const word = { f: 'float', i: 'int', u: 'uint' }[kind];
  if (word !== undefined) return `${word}${8 * Number(bytes)}`;
  return data[Symbol.toStringTag].replace('Array', '').replace('Clamped', '').toLowerCase();
};

/** The numbers as examples hold them: bytes are intensities, all others are what they are. */
function scaled(
  data: TypedArray,
  element: string,
  [lowest, highest]: readonly [number, number],
  isImage: boolean,
): { readonly data: TypedArray; readonly note?: string } {
  if (element === 'bool') return { data: Float32Array.from(data) };
  const isByte = element === 'uint8';
  if (!/^u?int/.test(element) || !(isByte || isImage)) return { data };
  // Other whole numbers in images are what they are, and so no integers to whoever takes those for intensities.
  const isIntensity = lowest >= 0 && (highest <= 255 || element === 'uint16');
  if (!isIntensity) return { data: Float32Array.from(data) };
  // As intensities none would be above 1/255: these are bits.
  if (highest === 1)
    return { data: Float32Array.from(data), note: `${element} of 0 and 1 alone are bits, not 8-bit intensities` };
  if (isByte) return { data };
  if (highest <= 255)
    return { data: Uint8Array.from(data), note: `${element} from ${lowest} to ${highest} are 8-bit intensities` };
  return { data: Float32Array.from(data, (value) => value / 65_535), note: 'uint16 are 16-bit intensities, divided by 65535' };
}

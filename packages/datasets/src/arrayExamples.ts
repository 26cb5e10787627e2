import type { PlainTensor } from '@vaekit-internal/base';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { validateExamples } from './validateExamples.js';

/** Options of `arrayExamples`. */
export interface ArrayExamplesOptions {
  /** The names of the classes; none unless said. */
  readonly classes?: readonly string[];
  /** What messages call the arrays; `'arrayExamples'` unless said. */
  readonly name?: string;
}

/** A tensor that may know NumPy's name of its type, as `readNpy` gives it. */
type MaybeNpy = PlainTensor & { readonly dtype?: string };

/**
 * Examples from an array of inputs and, if there is one, an array of labels, as `readNpy` and `readIdx` give them.
 *
 * `x` of rank 3 is taken for gray images and becomes `[n, height, width, 1]`; rank 1 becomes `[n, 1]`; other ranks stay. Booleans
 * (`dtype` `b1`) become 0 and 1, not 8-bit intensities. Labels are `[n]` or `[n, 1]`, whole from 0. Throws a `DataError`: `'shape'`, `'count-mismatch'`,
 * `'label-range'` and what `validateExamples` throws.
 */
export function arrayExamples(x: MaybeNpy, y?: PlainTensor, options: ArrayExamplesOptions = {}): Examples<'none'> {
  const { classes, name = 'arrayExamples' } = options;
  const rank = x.shape.length;
  if (rank === 0) throw new DataError('shape', `${name}: \`x\` is a single number; an array of examples was expected`);
  const isBoolean = x.dtype !== undefined && /^\W?(?:b1|\?)$/.test(x.dtype);
  const examples: Examples<'none'> = {
    x: {
      data: isBoolean ? Float32Array.from(x.data) : x.data,
      shape: rank === 3 || rank === 1 ? [...x.shape, 1] : x.shape,
    },
    ...(y === undefined ? {} : { y: labelsOf(name, y) }),
    ...(classes === undefined ? {} : { classes }),
    binarization: 'none',
    name,
  };
  validateExamples(examples);
  return examples;
}

function labelsOf(name: string, { data, shape }: PlainTensor): PlainTensor<Int32Array> {
  const size = shape[0] ?? 0;
  if (shape.length === 0 || shape.length > 2 || (shape.length === 2 && shape[1] !== 1)) {
    throw new DataError('shape', `${name}: the labels have shape [${shape}]; [n] or [n,1] was expected`);
  }
  const wrong = (data as Float64Array).findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < 2 ** 31));
  if (wrong >= 0) {
    throw new DataError('label-range', `${name}: label ${wrong} is ${data[wrong]}; a whole number from 0 was expected`);
  }
  return { data: Int32Array.from(data), shape: [size] };
}

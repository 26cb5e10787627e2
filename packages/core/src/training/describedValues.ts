import * as tf from '@tensorflow/tfjs';
import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import type { KnowsExamples } from '../contract.js';
import { describesRows, outsideSupport } from '../likelihoods/outsideSupport.js';
import type { Support } from '../likelihoods/support.js';

type Described = Pick<KnowsExamples, 'describes'>;

const inWords: Readonly<Record<Support, string>> = {
  unitInterval: 'numbers from 0 to 1',
  real: 'finite numbers',
  counts: 'whole numbers from 0',
  categories: 'classes, as whole numbers from 0 or one-hot rows',
  levels: 'the levels of its grid',
  columns: 'what each column of a table can be',
};

/** Whether whole numbers mean themselves, and are no intensities: counts, classes, columns. */
const areThemselves = (support: Support): boolean => support === 'counts' || support === 'categories' || support === 'columns';

const isByte = (value: number): boolean => value >= 0 && value <= 255;

/** Whether an array of whole numbers is shaped like images, `[examples, height, width]` with channels or without. */
const areImages = ({ shape }: { readonly shape: readonly number[] }): boolean => shape.length > 2;

/** Where a number is, in words. */
function placeOf({ data, shape }: PlainTensor, index: number): string {
  const size = sizeFromShape(shape.slice(1));
  return `\`x\` has ${data[index]} at row ${Math.floor(index / size)}, element ${index % size}`;
}

/**
 * Whole numbers as the model's likelihood has them: bytes where they are intensities, which are divided by 255 when a batch is made, else the numbers
 * themselves. Eight-bit numbers are intensities, and so are other whole numbers in arrays of images; under a likelihood of counts, classes or columns
 * none are. Anything else comes back as it is.
 *
 * @throws Error when whole numbers in an array of images are not from 0 to 255
 */
export function intensitiesOrNumbers(caller: string, x: PlainTensor, { describes }: Described): PlainTensor {
  const { data, shape } = x;
  if (describes === undefined || data instanceof Float32Array || data instanceof Float64Array) return x;
  const bytes = data instanceof Uint8Array || data instanceof Uint8ClampedArray;
  if (areThemselves(describes.support)) return bytes ? { data: Int32Array.from(data), shape } : x;
  if (bytes || !areImages(x)) return x;
  const wrong = data.findIndex((value: number) => !isByte(value));
  if (wrong >= 0)
    throw new Error(
      `${caller}: ${placeOf(x, wrong)}; whole numbers in an array of images are intensities from 0 to 255. Give others as a Float32Array` +
        `${data[wrong]! > 255 && data[wrong]! < 65536 ? ': divided by 65535, if they have 16 bits' : ''}`,
    );
  return { data: Uint8Array.from(data), shape };
}

/** The same for a tensor of whole numbers, which is not looked at: intensities divided by 255. Called inside a tidy. */
export function intensityTensor(x: tf.Tensor, { describes }: Described): tf.Tensor {
  if (x.dtype !== 'int32') return x;
  const divided = describes !== undefined && !areThemselves(describes.support) && areImages(x);
  return divided ? tf.div(x, 255) : tf.cast(x, 'float32');
}

/** What to do about numbers that a likelihood does not describe. */
function remedy(support: Support, { data }: PlainTensor): string {
  if (support === 'counts') return 'round them, or take a likelihood of real numbers such as gaussian()';
  if (support !== 'unitInterval' && support !== 'levels') return 'see that `x` and the likelihood were made for each other';
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) [low, high] = [Math.min(low, data[i]!), Math.max(high, data[i]!)];
  const other = 'or take a likelihood of real numbers such as gaussian()';
  if (support === 'unitInterval' && low > -0.01 && high < 1.01)
    return `they pass 0 or 1 by ${Math.max(-low, high - 1).toPrecision(2)}, as a resized image does: clip them, ${other}`;
  if (low >= 0 && high > 1 && high <= 255)
    return `they look like intensities from 0 to 255: divide them by 255 (a Uint8Array is divided for you), ${other}`;
  if (low >= 0 && high > 255 && high < 65536) return `they look like intensities of 16 bits: divide them by 65535, ${other}`;
  if (low >= -1 && low < 0 && high <= 1) return `they lie in [-1, 1]: move them to [0, 1] by (x + 1) / 2, ${other}`;
  return `scale them, ${other}`;
}

/**
 * Looks once at all numbers of a set, on the host: a likelihood scores what it does not describe without complaint.
 *
 * @throws Error that says where the first such number is, what the likelihood describes, and what to do
 */
export function checkDescribed(caller: string, x: PlainTensor, mask: PlainTensor | undefined, { describes }: Described): void {
  // Bytes are on the grid of intensities, and other numbers were found to be finite.
  if (describes === undefined || describes.support === 'real' || x.data instanceof Uint8Array) return;
  if (x.data instanceof Uint8ClampedArray) return;
  const { likelihood, support, details } = describes;
  const known = describesRows(support, details, sizeFromShape(x.shape.slice(1))) ? details : {};
  const wrong = outsideSupport(support, x.data, mask?.data, known);
  if (wrong === undefined) return;
  throw new Error(
    `${caller}: ${placeOf(x, wrong.index)}, but the likelihood ${likelihood} describes ${inWords[support]}; ${remedy(support, x)}`,
  );
}

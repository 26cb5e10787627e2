import { counted, faults } from './faults.js';
import type { Examples } from './examples.js';
import { readIdx } from './idx.js';
import { validateExamples } from './validateExamples.js';

/** A file that is read when its turn has come. */
export interface NamedBytes {
  readonly name: string;
  readonly bytes: () => Promise<Uint8Array>;
}

export interface IdxExamplesOptions {
  readonly name: string;
  readonly classes: readonly string[];
  readonly lowest?: number;
  /** Whether rows and columns of the square images are swapped in the file. */
  readonly mirrored?: boolean;
}

// The largest file, the training images of EMNIST's `byclass`, has 548 million bytes inflated.
const maxBytes = 2 ** 30;

/**
 * Examples `[n, height, width, 1]` from an IDX file of images `[n, height, width]` and one of labels `[n]`, which come out from 0.
 *
 * Throws a `DataError` that names the file: what `readIdx` and `validateExamples` throw, `'shape'`, `'count-mismatch'`, `'label-range'`.
 */
export async function idxExamples(
  images: NamedBytes,
  labels: NamedBytes,
  options: IdxExamplesOptions,
): Promise<Examples<'none'>> {
  const { name, classes, lowest = 0, mirrored = false } = options;
  const { data, shape } = await readIdx(await images.bytes(), { name: images.name, maxBytes });
  const [count = 0, height = 0, width = 0] = shape;
  if (shape.length !== 3 || (mirrored && height !== width)) {
    const square = mirrored ? 'square images' : 'images';
    throw faults.shape`${images.name} has shape [${shape}]; ${square} were expected, [n, height, width]. Are these the labels?`;
  }
  const { data: numbers, shape: places } = await readIdx(await labels.bytes(), { name: labels.name });
  if (places.length !== 1)
    throw faults.shape`${labels.name} has shape [${places}]; labels were expected, [n]. Are these the images?`;
  if (places[0] !== count)
    throw faults.countMismatch`${images.name} has ${counted(count, 'image')} but ${labels.name} has ${counted(places[0] ?? 0, 'label')}; they must be as many`;
  const highest = lowest + classes.length - 1;
  const wrong = (numbers as Uint8Array).findIndex((label) => !(Number.isInteger(label) && label >= lowest && label <= highest));
  if (wrong >= 0)
    throw faults.labelRange`label ${wrong} of ${labels.name} is ${numbers[wrong]}; a whole number from ${lowest} to ${highest} was expected`;
  const x = mirrored ? data.slice() : data;
  if (mirrored) for (let i = 0; i < x.length; i++) x[i] = data[mirror(i, width)] ?? 0;
  const examples: Examples<'none'> = {
    x: { data: x, shape: [...shape, 1] },
    y: { data: Int32Array.from(numbers, (label) => label - lowest), shape: [count] },
    binarization: 'none',
    classes,
    name,
  };
  validateExamples(examples);
  return examples;
}

/** The place of a pixel of square images, row and column swapped. */
function mirror(place: number, side: number): number {
  const column = place % side;
  const row = ((place - column) / side) % side;
  return place + (column - row) * side + row - column;
}

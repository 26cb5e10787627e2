import type { PlainTensor } from '@vaekit-internal/base';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { digitClasses } from './digitClasses.js';
import type { DataSet, Examples } from './examples.js';
import { readIdx } from './idx.js';
import { validateExamples } from './validateExamples.js';

/** The four files of a set in the format of MNIST, gzip-compressed or not, and what to call it. */
export interface FromIdxOptions {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly testImages: Uint8Array;
  readonly testLabels: Uint8Array;
  /** `'idx'` unless said. */
  readonly name?: string;
  readonly description?: string;
  readonly source?: string;
  readonly license?: string;
  /** The names of the classes; `'0'` to `'9'` unless said. Labels must be below their number. */
  readonly classes?: readonly string[];
  /** What messages call the four files. */
  readonly fileNames?: {
    readonly images?: string;
    readonly labels?: string;
    readonly testImages?: string;
    readonly testLabels?: string;
  };
}

/**
 * A data set from the bytes of four IDX files: images `[n, height, width]` and labels `[n]`, for training and for test.
 *
 * Images become `[n, height, width, 1]`; rank 2 (vectors) and rank 4 stay as they are. Throws a `DataError` that names the file: what `readIdx`
 * and `validateExamples` throw, `'count-mismatch'` if images and labels are not as many, `'shape'` if training and test images differ in shape.
 */
export async function fromIdx(options: FromIdxOptions): Promise<DataSet<'none'>> {
  const { name = 'idx', classes = digitClasses, fileNames = {} } = options;
  const { description = `Images and labels of ${name}`, source = 'not said', license = 'not said' } = options;
  const readSplit = async (split: string, images: File, labels: File): Promise<Examples<'none'>> => {
    const x = await readImages(images);
    const y = await readLabels(labels, classes);
    if (x.shape[0] !== y.shape[0]) {
      throw new DataError(
        'count-mismatch',
        `fromIdx: ${images.name} has ${counted(x.shape[0]!, 'image')} but ${labels.name} has ${counted(y.shape[0]!, 'label')}; they must be as many`,
      );
    }
    const examples: Examples<'none'> = { x, y, binarization: 'none', classes, name: `${name}, ${split}` };
    validateExamples(examples);
    return examples;
  };
  const train = await readSplit(
    'training',
    { bytes: options.images, name: fileNames.images ?? '`images`' },
    { bytes: options.labels, name: fileNames.labels ?? '`labels`' },
  );
  const test = await readSplit(
    'test',
    { bytes: options.testImages, name: fileNames.testImages ?? '`testImages`' },
    { bytes: options.testLabels, name: fileNames.testLabels ?? '`testLabels`' },
  );
  if (train.x.shape.slice(1).join() !== test.x.shape.slice(1).join()) {
    throw new DataError(
      'shape',
      `fromIdx: training images have shape [${train.x.shape}] but test images [${test.x.shape}]; beyond the count they must agree`,
    );
  }
  return { name, description, source, license, train, test };
}

interface File {
  readonly bytes: Uint8Array;
  readonly name: string;
}

async function readImages({ bytes, name }: File): Promise<PlainTensor> {
  const { data, shape } = await readIdx(bytes, { name: `fromIdx, ${name}` });
  if (shape.length < 2 || shape.length > 4) {
    throw new DataError(
      'shape',
      `fromIdx: ${name} has shape [${shape}]; images were expected, [n, height, width]. Are these the labels?`,
    );
  }
  return { data, shape: shape.length === 3 ? [...shape, 1] : shape };
}

async function readLabels({ bytes, name }: File, classes: readonly string[]): Promise<PlainTensor<Int32Array>> {
  const { data, shape } = await readIdx(bytes, { name: `fromIdx, ${name}` });
  if (shape.length !== 1) {
    throw new DataError('shape', `fromIdx: ${name} has shape [${shape}]; labels were expected, [n]. Are these the images?`);
  }
  const wrong = (data as Uint8Array).findIndex((label) => !(Number.isInteger(label) && label >= 0 && label < classes.length));
  if (wrong >= 0) {
    throw new DataError(
      'label-range',
      `fromIdx: label ${wrong} of ${name} is ${data[wrong]}; a whole number from 0 to ${classes.length - 1} was expected`,
    );
  }
  return { data: Int32Array.from(data), shape };
}

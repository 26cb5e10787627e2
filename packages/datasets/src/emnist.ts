import type { PlainTensor } from '@vaekit-internal/base';
import { type ByteSource, readAll } from './byteSource.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { emnistClasses, type EmnistSplit } from './emnistClasses.js';
import type { Examples } from './examples.js';
import { readIdx } from './idx.js';
import { validateExamples } from './validateExamples.js';
import { readZipDirectory, readZipEntry } from './zipArchive.js';

/** The names of the four files of a split in the folder `gzip` of EMNIST's archive. */
export function emnistFileNames(split: EmnistSplit = 'balanced'): readonly string[] {
  if (!Object.hasOwn(emnistClasses, split)) {
    throw new DataError(
      'option',
      `emnist: \`split\` is '${String(split)}'; one of ${Object.keys(emnistClasses).join(', ')} was expected`,
    );
  }
  return ['train-images-idx3', 'train-labels-idx1', 'test-images-idx3', 'test-labels-idx1'].map(
    (file) => `emnist-${split}-${file}-ubyte.gz`,
  );
}

// The largest file, the training images of `byclass`, has 548 million bytes inflated.
const largestFile = 2 ** 30;

/** A split of EMNIST from its archive (one source) or its four files; images upright, labels from 0. */
export async function readEmnist(
  sources: readonly ByteSource[],
  split: EmnistSplit,
): Promise<{ train: Examples<'none'>; test: Examples<'none'> }> {
  const names = emnistFileNames(split);
  const [first] = sources;
  const files: { name: string; bytes: () => Promise<Uint8Array> }[] = [];
  if (sources.length === 1 && first !== undefined) {
    const directory = await readZipDirectory(first);
    for (const name of names) {
      const entry = directory.find((file) => file.name === name || file.name.endsWith(`/${name}`));
      if (entry === undefined) {
        throw new DataError(
          'file-missing',
          `${first.name}: the archive holds no '${name}'; EMNIST in the format of MNIST was expected`,
        );
      }
      files.push({ name: `${first.name}, '${entry.name}'`, bytes: () => readZipEntry(first, entry, largestFile) });
    }
  } else {
    files.push(...sources.map((source) => ({ name: source.name, bytes: () => readAll(source) })));
  }
  const read = async (images: (typeof files)[number] | undefined, labels: (typeof files)[number] | undefined) => {
    if (images === undefined || labels === undefined) {
      throw new DataError('file-missing', `emnist: the four files of the split ${split} were expected; ${files.length} came`);
    }
    return examplesOf(
      images.name,
      await readIdx(await images.bytes(), { name: images.name, maxBytes: largestFile }),
      labels.name,
      await readIdx(await labels.bytes(), { name: labels.name }),
      split,
    );
  };
  return { train: await read(files[0], files[1]), test: await read(files[2], files[3]) };
}

function examplesOf(
  imagesName: string,
  images: PlainTensor,
  labelsName: string,
  labels: PlainTensor,
  split: EmnistSplit,
): Examples<'none'> {
  const [count = 0, side = 0, width = 0] = images.shape;
  if (images.shape.length !== 3 || side !== width || !(images.data instanceof Uint8Array)) {
    throw new DataError(
      'shape',
      `${imagesName} has shape [${images.shape}]; square images in 8 bits were expected, [n, side, side]`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== count) {
    throw new DataError(
      'count-mismatch',
      `${imagesName} has ${counted(count, 'image')} but ${labelsName} has shape [${labels.shape}]; they must be as many`,
    );
  }
  const x = new Uint8Array(images.data.length);
  for (let start = 0; start < x.length; start += side * side) {
    for (let i = 0; i < side; i++) {
      for (let j = 0; j < side; j++) x[start + j * side + i] = images.data[start + i * side + j] ?? 0;
    }
  }
  // The letters are numbered from 1 in the file, where 0 would be "no letter".
  const lowest = split === 'letters' ? 1 : 0;
  const classes = emnistClasses[split];
  const wrong = (labels.data as Uint8Array).findIndex((label) => !(label >= lowest && label - lowest < classes.length));
  if (wrong >= 0) {
    throw new DataError(
      'label-range',
      `label ${wrong} of ${labelsName} is ${labels.data[wrong]}; a whole number from ${lowest} to ${classes.length - 1 + lowest} was expected`,
    );
  }
  const examples: Examples<'none'> = {
    x: { data: x, shape: [count, side, side, 1] },
    y: { data: Int32Array.from(labels.data, (label) => label - lowest), shape: [count] },
    binarization: 'none',
    classes,
    name: imagesName,
  };
  validateExamples(examples);
  return examples;
}

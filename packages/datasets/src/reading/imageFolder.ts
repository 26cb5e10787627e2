import { DataError } from '../dataError.js';
import type { Examples } from '../examples.js';
import { imageExamples } from '../imageExamples.js';
import type { FileTree, TreeFile } from './fileTree.js';
import { caller, mostBytes, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';
import { readWhole } from './readTreeFile.js';

/** A folder of images, by class in sub-folders, perhaps in parts; `undefined` where there are no images. */
export async function readImageFolder(tree: FileTree, options: ReadExamplesOptions): Promise<Parts | undefined> {
  const files = tree.files.filter(({ path }) => /\.(?:png|jpe?g|gif|bmp|webp|tiff?|avif)$/i.test(path));
  return files.length === 0 ? undefined : readParts(tree, files, options);
}

async function readParts(tree: FileTree, files: readonly TreeFile[], options: ReadExamplesOptions): Promise<Parts> {
  const { maxBytes = mostBytes, images } = options;
  const read = (below: string, classes?: readonly string[], color = images?.color): Promise<Examples<'none'>> =>
    imageExamples(
      files
        .filter(({ path }) => path.startsWith(below))
        .map((file) => ({ path: file.path.slice(below.length), bytes: () => readWhole(file, options) })),
      {
        ...images,
        ...(color === undefined ? {} : { color }),
        maxBytes,
        name: `${caller}, '${tree.name}${below === '' ? '' : `/${below}`}'`,
        ...(classes === undefined ? {} : { classes }),
      },
    );
  const inParts = files.every(({ path }) => path.startsWith('train/') || path.startsWith('test/'));
  if (!inParts || !files.some(({ path }) => path.startsWith('train/'))) return { train: await read('') };
  const train = await read('train/');
  if (!files.some(({ path }) => path.startsWith('test/'))) return { train };
  // The test images follow the training images: in their classes and in their channels.
  const test = await read('test/', train.classes, train.x.shape[3] === 3 ? 'rgb' : 'gray');
  if (train.x.shape.slice(1).join() !== test.x.shape.slice(1).join()) {
    throw new DataError(
      'shape',
      `${caller}: the images below '${tree.name}/train' have shape [${train.x.shape.slice(1)}], those below 'test' [${test.x.shape.slice(1)}]; they must agree`,
    );
  }
  return { train, test };
}

import { DataError } from '../dataError.js';
import { detectFormat } from '../detectFormat.js';
import type { Examples } from '../examples.js';
import { imageExamples } from '../imageExamples.js';
import { readArrayFile, readArrayFolder } from './arrayFiles.js';
import type { FileTree, TreeFile } from './fileTree.js';
import { holdOut } from './holdOut.js';
import { readImageFolder } from './imageFolder.js';
import { caller, mostBytes, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
import { readInflated } from './readTreeFile.js';
import { tableExamples } from './tableExamples.js';
import { readTableFile } from './tableFiles.js';

/**
 * Reads examples from a tree of files: `readExamples` without a file system, for `fileTreeOf(files)` of a browser.
 *
 * Throws as `readExamples` does.
 */
export async function readExamplesFrom(tree: FileTree, options: ReadExamplesOptions = {}): Promise<ReadExamples> {
  const [file] = tree.files;
  if (tree.kind === 'folder' || file === undefined) return readFolder(tree, options);
  const bytes = await readInflated(file, options);
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.gz$/i, '');
  const format = detectFormat(bytes, name);
  switch (format) {
    case 'csv':
    case 'parquet':
      return { format, ...tableExamples(await readTableFile(file, format, bytes, options), file.name, options) };
    case 'image':
    case 'png':
      return { format: 'images', ...holdOut({ train: await readImage(file, bytes, options) }, options) };
    case undefined:
    case 'gzip':
      throw new DataError(
        'unsupported',
        `${caller}: '${tree.name}' is none of IDX, NPY, NPZ, CSV, Parquet, CIFAR binary, PNG or another image; convert it to one of them`,
      );
    default:
      return { format, ...holdOut(await readArrayFile(tree, file, format, bytes, options), options) };
  }
}

const readImage = (
  file: TreeFile,
  bytes: Uint8Array,
  { images, maxBytes = mostBytes }: ReadExamplesOptions,
): Promise<Examples<'none'>> =>
  imageExamples([{ path: file.path.slice(file.path.lastIndexOf('/') + 1), bytes }], { ...images, maxBytes, name: caller });

async function readFolder(tree: FileTree, options: ReadExamplesOptions): Promise<ReadExamples> {
  const arrays = await readArrayFolder(tree, options);
  if (arrays !== undefined) return { format: arrays.format, ...holdOut(arrays.parts, options) };
  const images = await readImageFolder(tree, options);
  if (images !== undefined) return { format: 'images', ...holdOut(images, options) };
  throw new DataError(
    'unsupported',
    `${caller}: the folder '${tree.name}' holds no data set; IDX files of MNIST's names, batches of CIFAR (.bin), arrays (.npy) or images were expected (a table is given as a file)`,
  );
}

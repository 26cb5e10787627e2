import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { faults } from '../faults.js';
import type { FileTree, TreeFile } from '../reading/fileTree.js';
import { readExamplesFrom } from '../reading/readExamplesFrom.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from '../reading/readExamplesOptions.js';
import { filesBelow, isFolder, readStream, treeFile } from './files.js';
import { sharpDecoder } from './sharpDecoder.js';

export interface ReadFileExamplesOptions extends ReadExamplesOptions {
  /** What `-` stands for; the standard input unless said. */
  readonly input?: AsyncIterable<Uint8Array>;
  /** Hears of each file below a folder as it is found, before any is read: a large folder takes a while. */
  readonly onFound?: (path: string) => void;
}

/**
 * Reads examples from a file or a folder of any format this package knows, told by its content.
 *
 * A file: IDX, NPY, NPZ, CSV, JSON lines, Parquet (with the packages `hyparquet` and `hyparquet-compressors`), CIFAR-10 or CIFAR-100 binary, PNG, and with the package `sharp` JPEG, WebP, GIF, TIFF and AVIF; all but images also in gzip; `-` is standard input. Next to a file of images, labels are found by name
 * (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `x.npy` and `y.npy`, `train_images.npy` and `train_labels.npy`), and an archive holds arrays by
 * those names (`x_train`, `y_train`, `x_val`, `x_test`; `x`, `y`; one array alone is `x`). A folder: the four files of MNIST, the batches of CIFAR, arrays by those names, images by
 * class in sub-folders, or tables of the same columns. A pattern such as `data/*.csv` stands for the files that it matches. Folders and files named `train`, `validation` or `test`
 * (or `training`, `val`, `dev`, `testing` …) are the parts of the data. Throws a `DataError`: `'file-missing'`, `'file-unreadable'`, `'unsupported'` (which
 * lists what is read), and what the reader throws, with the file's path. Without `maxBytes`, half of the free memory is the most that is read of a file.
 */
export async function readExamples(path: string, options: ReadFileExamplesOptions = {}): Promise<ReadExamples> {
  if (typeof path !== 'string' || path === '')
    throw faults.option`${caller}: \`path\` is ${JSON.stringify(path)}; the path of a file or a folder was expected`;
  const { maxBytes = Math.floor(process.availableMemory() / 2), input = process.stdin, onFound, ...others } = options;
  return readExamplesFrom(await fileTree(path, input, onFound), {
    ...others,
    maxBytes,
    images: { decode: sharpDecoder, ...others.images },
  });
}

/** A file on the disk, for the option `labels`. */
export const dataFile = (path: string): TreeFile => ({ ...treeFile(caller, dirname(path), basename(path)), name: path });

/** What lies at a path, or what a pattern matches. */
async function fileTree(
  path: string,
  input: AsyncIterable<Uint8Array>,
  onFound: ReadFileExamplesOptions['onFound'],
): Promise<FileTree> {
  if (path === '-') {
    const name = 'standard input';
    return { name, kind: 'file', files: [{ path: name, name, bytes: (most) => readStream(caller, name, input, most) }] };
  }
  if (!existsSync(path) && isDynamicPattern(path)) return matchedTree(path);
  if (await isFolder(caller, path)) {
    const paths = (await filesBelow(caller, path, undefined, onFound)).sort();
    return { name: path, kind: 'folder', files: paths.map((below) => treeFile(caller, path, below)) };
  }
  const folder = dirname(path);
  return {
    name: path,
    kind: 'file',
    files: [dataFile(path)],
    beside: async () => (await filesBelow(caller, folder, 1)).map((below) => treeFile(caller, folder, below)),
  };
}

/** The files that a pattern matches, as a folder: the one above the first part of the pattern that may be several. */
async function matchedTree(pattern: string): Promise<FileTree> {
  const parts = pattern.replaceAll('\\', '/').split('/');
  const fixed = parts.findIndex((part) => isDynamicPattern(part));
  const folder = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const matched = existsSync(folder) ? await glob(parts.slice(fixed).join('/'), { cwd: folder }) : [];
  if (matched.length === 0)
    throw faults.fileMissing`${caller}: no file matches '${pattern}'; give the path of a file or a folder, or another pattern`;
  return { name: pattern, kind: 'folder', files: matched.sort().map((path) => treeFile(caller, folder, path)) };
}

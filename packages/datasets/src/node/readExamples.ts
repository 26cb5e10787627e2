import { basename, dirname } from 'node:path';
import { DataError } from '../dataError.js';
import type { FileTree } from '../reading/fileTree.js';
import { readExamplesFrom } from '../reading/readExamplesFrom.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from '../reading/readExamplesOptions.js';
import { filesBelow, isFolder, treeFile } from './files.js';
import { sharpDecoder } from './sharpDecoder.js';

/**
 * Reads examples from a file or a folder of any format this package knows, told by its content.
 *
 * A file: IDX, NPY, NPZ, CSV or TSV, Parquet (with the package `hyparquet`), CIFAR-10 or CIFAR-100 binary, PNG, and with the package `sharp` JPEG, WebP, GIF, TIFF and AVIF; all but images also in gzip. Next to a file of images, labels are found by name
 * (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `x.npy` and `y.npy`, `train_images.npy` and `train_labels.npy`), and an archive holds arrays by
 * those names (`x_train`, `y_train`, `x_test`, `y_test`; `x`, `y`; one array alone is `x`). A folder: the four files of MNIST, the batches of CIFAR, arrays by those names, or images, by
 * class in sub-folders, perhaps below `train` and `test`. Throws a `DataError`: `'file-missing'`, `'file-unreadable'`, `'unsupported'` (which
 * lists what is read), and what the reader throws, with the file's path.
 */
export async function readExamples(path: string, options: ReadExamplesOptions = {}): Promise<ReadExamples> {
  if (typeof path !== 'string' || path === '') {
    throw new DataError('option', `${caller}: \`path\` is ${JSON.stringify(path)}; the path of a file or a folder was expected`);
  }
  return readExamplesFrom(await fileTree(path), { ...options, images: { decode: sharpDecoder, ...options.images } });
}

/** What lies at a path. */
async function fileTree(path: string): Promise<FileTree> {
  if (await isFolder(caller, path)) {
    const paths = (await filesBelow(caller, path)).sort();
    return { name: path, kind: 'folder', files: paths.map((below) => treeFile(caller, path, below)) };
  }
  const folder = dirname(path);
  return {
    name: path,
    kind: 'file',
    files: [{ ...treeFile(caller, folder, basename(path)), name: path }],
    beside: async () => (await filesBelow(caller, folder, 1)).map((below) => treeFile(caller, folder, below)),
  };
}

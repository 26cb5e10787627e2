import { digitClasses } from '../digitClasses.js';
import type { DataSet } from '../examples.js';
import { idxFolder } from './idxFolder.js';

/** Options of `mnist`. */
export interface MnistOptions {
  /** The folder that holds the four IDX files. */
  readonly dir: string;
}

/**
 * MNIST from a local folder: 60,000 training and 10,000 test images `[n, 28, 28, 1]` in 8 bits, ten classes.
 *
 * The four files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, with a dot before
 * `idx` or not, with `.gz` or not. Throws a `DataError`: `'folder-missing'`, `'file-missing'` (which names those it looked for),
 * `'file-unreadable'`, and what `fromIdx` throws, with the file's path. Source: LeCun, Cortes and Burges, CC BY-SA 3.0.
 */
export async function mnist(options: MnistOptions): Promise<DataSet<'none'>> {
  return idxFolder('mnist', options.dir, {
    name: 'mnist',
    description: 'Handwritten digits in ten classes, gray pixels in 8 bits, with the original training and test split',
    source: 'The MNIST database of handwritten digits, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges',
    license: 'CC-BY-SA-3.0',
    classes: digitClasses,
  });
}

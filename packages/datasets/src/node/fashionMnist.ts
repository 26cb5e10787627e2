import type { DataSet } from '../examples.js';
import { fashionMnistClasses } from '../fashionMnistClasses.js';
import { idxFolder } from './idxFolder.js';

/** Options of `fashionMnist`. */
export interface FashionMnistOptions {
  /** The folder that holds the four IDX files; where the Debian package `dataset-fashion-mnist` puts them unless said. */
  readonly dir?: string;
}

/**
 * Fashion-MNIST from a local folder: 60,000 training and 10,000 test images `[n, 28, 28, 1]` of articles in 8 bits, ten classes.
 *
 * Files and errors are those of `mnist`. Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
 * algorithms" (2017), MIT license.
 */
export async function fashionMnist(options: FashionMnistOptions = {}): Promise<DataSet<'none'>> {
  const { dir = '/usr/share/datasets/fashion-mnist' } = options;
  return idxFolder(
    'fashionMnist',
    dir,
    {
      name: 'fashion-mnist',
      description: 'Articles of clothing in ten classes, gray pixels in 8 bits, with the original training and test split',
      source: 'Fashion-MNIST, by Han Xiao, Kashif Rasul and Roland Vollgraf, Zalando Research',
      license: 'MIT',
      classes: fashionMnistClasses,
    },
    ' (option `dir`), or install the Debian package dataset-fashion-mnist',
  );
}

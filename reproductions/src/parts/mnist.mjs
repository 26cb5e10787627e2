import { binarize, take } from '@vaekit/datasets';
import { openDataSet } from '@vaekit/datasets/node';

/** MNIST from the folder that was given (or the cache), gray. `--quick` has its first 600 and 200 digits. */
export async function mnist({ data, quick }) {
  const set = await openDataSet('mnist', data === undefined ? {} : { dataDir: data });
  return quick ? { ...set, train: take(set.train, 600), test: take(set.test, 200) } : set;
}

/** Training digits as bits, drawn once (`'static'`) or anew in every epoch (`'dynamic'`); test digits drawn once in both. */
export async function mnistBits(context, protocol) {
  const gray = await mnist(context);
  const { train, test } = binarize(gray, 'static');
  return protocol === 'static' ? { train, test } : { train: binarize(gray.train, 'dynamic'), test };
}

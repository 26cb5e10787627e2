import type { DataSet, Examples } from './examples.js';

/** A data set of two splits, which messages call by its name. */
export function dataSetOf(
  { name, description, source, license }: Omit<DataSet, 'test' | 'train'>,
  train: Examples<'none'>,
  test: Examples<'none'>,
): DataSet<'none'> {
  const about = { name, description, source, license };
  return { ...about, train: { ...train, name: `${name}, training` }, test: { ...test, name: `${name}, test` } };
}

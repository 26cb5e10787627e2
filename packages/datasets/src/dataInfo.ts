import { fullIntensity } from '@vaekit-internal/base';
import type { Binarization, DataSet, Examples } from './examples.js';
import { sizeOf } from './subset.js';

/** What one split holds; `minimum`, `maximum` and `mean` are of `x` in the model's scale (8-bit intensities divided by 255). */
export interface SplitInfo {
  readonly size: number;
  /** Examples of each class; absent where there are no labels. */
  readonly perClass?: readonly { readonly label: number; readonly name: string; readonly count: number }[];
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
}

/** A summary of a data set, made of plain values: JSON holds all of it. */
export interface DataInfo {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly license: string;
  readonly binarization: Binarization;
  readonly shape: readonly number[];
  /** The type of the numbers, for example `'uint8'`. */
  readonly elementType: string;
  /** The names of the true factors; absent where none are known. */
  readonly factors?: readonly string[];
  readonly train: SplitInfo;
  readonly test: SplitInfo;
}

/** Summarizes a data set: counts in all and by class, the shape of an example, range and mean, binarization, source and license. */
export function dataInfo(dataSet: DataSet): DataInfo {
  const { name, description, source, license, train, test } = dataSet;
  return {
    name,
    description,
    source,
    license,
    binarization: train.binarization,
    shape: train.x.shape.slice(1),
    elementType: train.x.data[Symbol.toStringTag].replace('Array', '').toLowerCase(),
    ...(train.factors === undefined ? {} : { factors: [...train.factors.names] }),
    train: splitInfo(train),
    test: splitInfo(test),
  };
}

function splitInfo(examples: Examples): SplitInfo {
  const { data } = examples.x;
  const one = fullIntensity(data);
  let minimum = Infinity;
  let maximum = -Infinity;
  let sum = 0;
  for (const value of data) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
    sum += value;
  }
  const counts = new Map<number, number>(examples.classes?.map((_, label) => [label, 0]));
  for (const label of examples.y?.data ?? []) counts.set(label, (counts.get(label) ?? 0) + 1);
  const perClass = [...counts]
    .sort(([a], [b]) => a - b)
    .map(([label, count]) => ({ label, name: examples.classes?.[label] ?? String(label), count }));
  return {
    size: sizeOf(examples),
    ...(examples.y === undefined ? {} : { perClass }),
    minimum: minimum / one,
    maximum: maximum / one,
    mean: sum / data.length / one,
  };
}

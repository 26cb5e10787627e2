import { createHash } from 'node:crypto';
import {
  binarise,
  type Binarisation,
  type DataSet,
  digits,
  type Examples,
  moons,
  rectangles,
  split,
  take,
} from '@vaekit/datasets';
import { fashionMnist, mnist } from '@vaekit/datasets/node';
import type { DataName } from '../commands/dataOptions.js';
import type { Validation } from '../commands/train.js';
import { UsageError } from '../usageError.js';

/** Which data, and what is done with them before training. */
export interface DataOptions {
  readonly data: DataName;
  readonly dataDir?: string | undefined;
  readonly limit?: number | undefined;
  readonly binarize: Binarisation;
  readonly validation: Validation;
  readonly seed: number;
}

/** A data set cut into its parts. */
export interface OpenData {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly licence: string;
  /** An example's shape. */
  readonly shape: readonly number[];
  readonly classes?: readonly string[];
  readonly binarisation: Binarisation;
  readonly train: Examples;
  /** A part of the training data, where one was asked for. */
  readonly validation?: Examples;
  readonly test: Examples;
  /** SHA-256 of the data set as it was read, before any of the options. */
  readonly sha256: string;
}

/** A named data set as it is. @throws DataError when files are missing or damaged */
export async function loadDataSet(name: DataName, folder: string | undefined): Promise<DataSet<'none'>> {
  switch (name) {
    case 'digits':
      return digits();
    case 'mnist':
      return mnist({ dir: folder ?? '' });
    case 'fashion-mnist':
      return fashionMnist(folder === undefined ? {} : { dir: folder });
    case 'moons':
      return moons();
    case 'rectangles':
      return rectangles();
  }
}

/** SHA-256 over shapes, numbers and labels of both splits. */
export function dataHash({ train, test }: DataSet): string {
  const hash = createHash('sha256');
  for (const { x, y } of [train, test]) {
    for (const tensor of [x, y]) {
      if (tensor === undefined) continue;
      hash.update(`${tensor.data[Symbol.toStringTag]}[${tensor.shape.join(',')}]`);
      hash.update(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
    }
  }
  return hash.digest('hex');
}

/** Loads a data set and prepares it. @throws DataError for data that are missing, damaged or do not fit; UsageError for options that do not fit them */
export async function openData(options: DataOptions): Promise<OpenData> {
  const { data, dataDir, limit, binarize, validation, seed } = options;
  const whole = await loadDataSet(data, dataDir);
  const size = whole.train.x.shape[0]!;
  if (limit !== undefined && limit > size)
    throw new UsageError(`--limit is ${limit} but ${data} has only ${size} training examples`);
  const limited: DataSet<'none'> = limit === undefined ? whole : { ...whole, train: take(whole.train, limit) };
  const ready: DataSet = binarize === 'none' ? limited : binarise(limited, binarize, { seed });
  const parts = typeof validation === 'number' ? split(ready.train, { fraction: validation, seed }) : { train: ready.train };
  return {
    name: whole.name,
    description: whole.description,
    source: whole.source,
    licence: whole.licence,
    shape: whole.train.x.shape.slice(1),
    ...(whole.train.classes === undefined ? {} : { classes: whole.train.classes }),
    binarisation: binarize,
    ...parts,
    test: ready.test,
    sha256: dataHash(whole),
  };
}

import {
  binarize as binarized,
  type Binarization,
  type DataSet,
  type Examples,
  split,
  take,
  type TableEncoding,
} from '@vaekit/datasets';
import type { DownloadEvent } from '@vaekit/datasets/node';
import { isDataName } from '../commands/dataOptions.js';
import type { Validation } from '../commands/train.js';
import { UsageError } from '../usageError.js';
import { alignedClasses } from './alignedClasses.js';
import { type LoadedData, loadData } from './loadData.js';
import { normalOnly, readNormal } from './normalClasses.js';
import { applyScaling, fitScaling, type Scaling } from './scaling.js';

/** Which data, and what is done with them before training. */
export interface DataOptions {
  /** The name of a data set, or the path of a file or a folder. */
  readonly data: string;
  readonly dataDir?: string | undefined;
  readonly label?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** The classes to train on, as `--normal` has them; all unless given. */
  readonly normal?: string | undefined;
  readonly standardize?: boolean | undefined;
  readonly 'test-fraction'?: number | undefined;
  readonly limit?: number | undefined;
  readonly binarize: Binarization;
  readonly validation: Validation;
  readonly seed: number;
  /** Of an earlier run, instead of fitting them. */
  readonly encoding?: TableEncoding | undefined;
  readonly scaling?: Scaling | undefined;
  readonly classes?: readonly string[] | undefined;
  readonly onEvent?: ((event: DownloadEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A data set cut into its parts. */
export interface OpenData {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly license: string;
  /** An example's shape. */
  readonly shape: readonly number[];
  readonly classes?: readonly string[];
  readonly binarization: Binarization;
  readonly train: Examples;
  /** A part of the training data, where one was asked for. */
  readonly validation?: Examples;
  readonly test: Examples;
  /** SHA-256 of the data set as it was read, before any of the options. */
  readonly sha256: string;
  /** Tables: how rows became numbers. */
  readonly encoding?: TableEncoding;
  /** Other standardized numbers. */
  readonly scaling?: Scaling;
}

/** The data as they are read: of a run with `normal` the other classes are in the test part alone. */
async function loadParts(options: DataOptions, validationFraction: number | undefined): Promise<LoadedData> {
  const { data, classes } = options;
  const { column, classes: normal } = (options.normal === undefined ? undefined : readNormal(options.normal)) ?? {};
  const loaded = await loadData(data, {
    ...options,
    label: options.label ?? column,
    normal,
    testFraction: options['test-fraction'] ?? 0.1,
    validationFraction,
    ...(classes === undefined ? {} : { encode: { absent: 'missing', labels: 'any' } }),
  });
  const { encoding, validation, test } = loaded;
  if (normal !== undefined && encoding !== undefined && encoding.label === undefined)
    throw new UsageError(`--normal ${options.normal} needs the column that says the class; give COLUMN=${normal.join(',')}`);
  if (column !== undefined && encoding === undefined)
    throw new UsageError(`--normal ${options.normal} names a column, but ${data} is not a table; give the classes alone`);
  const train = normal === undefined || encoding !== undefined ? loaded.train : normalOnly(loaded.train, normal);
  if (classes === undefined) return { ...loaded, train };
  // Each part knows the classes of those before it, so that one number is one class in all.
  const first = alignedClasses(train, classes);
  const second = test && alignedClasses(test, first.classes);
  const third = validation && alignedClasses(validation, second?.classes ?? first.classes);
  const all = third?.classes ?? second?.classes ?? first.classes;
  return {
    ...loaded,
    train: { ...first, ...(all === undefined ? {} : { classes: all }) },
    ...(second === undefined ? {} : { test: second }),
    ...(third === undefined ? {} : { validation: third }),
  };
}

/** Loads data and prepares them. @throws DataError for data that are missing, damaged or do not fit; UsageError for options that do not fit them */
export async function openData(options: DataOptions): Promise<OpenData> {
  const { data, limit, binarize, validation, seed, standardize } = options;
  const held = typeof validation === 'number' ? validation : undefined;
  const loaded = await loadParts(options, held);
  const { encoding, test } = loaded;
  if (test === undefined) throw new Error(`${data} has no test part`);
  if (options.label !== undefined && encoding === undefined && !isDataName(data))
    throw new UsageError(`--label ${options.label} is for tables, but ${data} is not a table`);
  const size = loaded.train.x.shape[0]!;
  if (limit !== undefined && limit > size)
    throw new UsageError(`--limit is ${limit} but ${data} has only ${size} training examples`);
  const limited: DataSet<'none'> = { ...loaded, train: limit === undefined ? loaded.train : take(loaded.train, limit), test };
  const ready: DataSet = binarize === 'none' ? limited : binarized(limited, binarize, { seed });
  const parts =
    loaded.validation !== undefined
      ? { train: ready.train, validation: loaded.validation as Examples }
      : held === undefined
        ? { train: ready.train }
        : split(ready.train, { fraction: held, seed });
  let scaling: Scaling | undefined;
  if (encoding === undefined && standardize === true) {
    if (loaded.train.x.data instanceof Uint8Array)
      throw new UsageError(`--standardize is for numbers, but ${data} has images, which are scaled to 0 to 1; leave it out`);
    if (binarize !== 'none') throw new UsageError(`--standardize and --binarize ${binarize} contradict each other; give one`);
    scaling = options.scaling ?? fitScaling(parts.train);
  }
  const scaled = (examples: Examples): Examples => (scaling === undefined ? examples : applyScaling(examples, scaling));
  return {
    name: loaded.name,
    description: loaded.description,
    source: loaded.source,
    license: loaded.license,
    shape: loaded.train.x.shape.slice(1),
    ...(loaded.train.classes === undefined ? {} : { classes: loaded.train.classes }),
    binarization: binarize,
    train: scaled(parts.train),
    ...('validation' in parts ? { validation: scaled(parts.validation) } : {}),
    test: scaled(ready.test),
    sha256: loaded.sha256,
    ...(encoding === undefined ? {} : { encoding }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}

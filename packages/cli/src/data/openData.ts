import {
  binarize as binarized,
  type Binarization,
  type DataSchema,
  type DataSet,
  type EncodeTableOptions,
  type Examples,
  split,
  take,
  type TableEncoding,
} from '@vaekit/datasets';
import type { DownloadEvent } from '@vaekit/datasets/node';
import { isDataName } from '../commands/dataOptions.js';
import type { Validation } from '../commands/train.js';
import { UsageError } from '../usageError.js';
import { loadData } from './loadData.js';
import { applyScaling, fitScaling, type Scaling } from './scaling.js';

/** Which data, and what is done with them before training. */
export interface DataOptions {
  /** The name of a data set, or the path of a file or a folder. */
  readonly data: string;
  readonly dataDir?: string | undefined;
  readonly label?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly id?: readonly string[] | undefined;
  readonly weight?: string | undefined;
  readonly column?: readonly string[] | undefined;
  readonly description?: DataSchema | undefined;
  readonly unseen?: EncodeTableOptions['unseen'] | undefined;
  readonly standardize?: boolean | undefined;
  readonly 'test-fraction'?: number | undefined;
  readonly limit?: number | undefined;
  readonly binarize: Binarization;
  readonly validation: Validation;
  readonly seed: number;
  /** Of an earlier run, instead of fitting them. */
  readonly encoding?: TableEncoding | undefined;
  readonly scaling?: Scaling | undefined;
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
  /** Files and folders: what was understood of them. */
  readonly schema?: DataSchema;
  /** Other standardized numbers. */
  readonly scaling?: Scaling;
}

/** Loads data and prepares them. @throws DataError for data that are missing, damaged or do not fit; UsageError for options that do not fit them */
export async function openData(options: DataOptions): Promise<OpenData> {
  const { data, limit, binarize, validation, seed, standardize } = options;
  const held = typeof validation === 'number' ? validation : undefined;
  const loaded = await loadData(data, { ...options, testFraction: options['test-fraction'] ?? 0.1, validationFraction: held });
  const { encoding, test } = loaded;
  if (test === undefined) throw new Error(`${data} has no test part`);
  const { label, weight, id, column } = options;
  const ofTables = Object.entries({ label, weight, id: id?.join(','), column: column?.[0] }).find(
    ([, value]) => value !== undefined,
  );
  if (ofTables !== undefined && encoding === undefined && !isDataName(data))
    throw new UsageError(`--${ofTables.join(' ')} is for tables, but ${data} is not a table`);
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
    ...(loaded.schema === undefined ? {} : { schema: loaded.schema }),
    ...(scaling === undefined ? {} : { scaling }),
  };
}

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
import { type LikelihoodChoice, likelihoods } from '@vaekit/models';
import { hasPoints, isDataName } from '../commands/dataOptions.js';
import type { ReadingChoice } from '../commands/readingOptions.js';
import type { Validation } from '../commands/validation.js';
import { UsageError } from '../usageError.js';
import { alignedClasses } from './alignedClasses.js';
import { hiddenLabels } from './hiddenLabels.js';
import { splitCondition } from './conditionColumns.js';
import { splitQuadrants } from './quadrants.js';
import { type LoadedData, loadData } from './loadData.js';
import { normalOnly, readNormal } from './normalClasses.js';
import { scoredParts } from './scoredParts.js';
import { applyScaling, fitScaling, isFarFromUnit, type Scaling } from './scaling.js';

/** Which data, and what is done with them before training. */
export interface DataOptions extends Partial<Omit<ReadingChoice, 'schema'>> {
  /** The name of a data set, or the path of a file or a folder. */
  readonly data: string;
  readonly dataDir?: string | undefined;
  /** The classes to train on, as `--normal` has them; all unless given. */
  readonly normal?: string | undefined;
  readonly description?: DataSchema | undefined;
  /** Of a run that has seen these data: the hash of them. */
  readonly hashOf?: string | undefined;
  /** What an earlier run understood of these data. */
  readonly earlier?: DataSchema | undefined;
  readonly unseen?: EncodeTableOptions['unseen'] | undefined;
  /** Whether examples keep the rows of a table that they were made from. */
  readonly keep?: boolean | undefined;
  readonly standardize?: boolean | undefined;
  /** The part of the training examples that keep their labels; all unless given. */
  readonly 'labels-fraction'?: number | undefined;
  /** The columns that the model is conditioned on. */
  readonly condition?: readonly string[] | undefined;
  /** The model that is trained: one of classes is scored on examples with labels. */
  readonly model?: string | undefined;
  /** What the numbers are prepared for: counts stay what they are. Default: anything but counts. */
  readonly likelihood?: LikelihoodChoice | undefined;
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
  readonly onFound?: ((path: string) => void) | undefined;
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
  /** Where parts of images are the condition: the shape of a whole one. */
  readonly image?: readonly number[];
  readonly classes?: readonly string[];
  readonly binarization: Binarization;
  readonly train: Examples;
  /** A part of the training data, where one was asked for. */
  readonly validation?: Examples;
  readonly test: Examples;
  /** What of the data was not taken, and why. */
  readonly notes: readonly string[];
  /** SHA-256 of the data set as it was read, before any of the options. */
  readonly sha256: string;
  /** Tables: how rows became numbers; with the columns of a condition, which `x` has not. */
  readonly encoding?: TableEncoding;
  /** Files and folders: what was understood of them. */
  readonly schema?: DataSchema;
  /** Numbers that were standardized before the model saw them, as runs of earlier versions have them. */
  readonly scaling?: Scaling;
  /** The scale of numbers that the model is to standardize. */
  readonly scale?: Scaling;
}

/** Bytes as the numbers they are. */
export const asCounts = (examples: Examples): Examples =>
  examples.x.data instanceof Uint8Array
    ? { ...examples, x: { data: Float32Array.from(examples.x.data), shape: examples.x.shape } }
    : examples;

/** @throws UsageError where `--standardize` makes no sense */
function checkStandardize({ data, binarize, likelihood }: DataOptions, counts: boolean, { train, encoding }: LoadedData): void {
  if (counts)
    throw new UsageError(
      `--standardize makes other numbers of counts, which --likelihood ${likelihood} is for; leave out one of them`,
    );
  if (encoding !== undefined) return;
  if (train.x.data instanceof Uint8Array)
    throw new UsageError(`--standardize is for numbers, but ${data} has images, which are scaled to 0 to 1; leave it out`);
  if (binarize !== 'none') throw new UsageError(`--standardize and --binarize ${binarize} contradict each other; give one`);
}

/** The scale that the model is to take out of the numbers of arrays: where asked for, or where a file has numbers of another size. */
function scaleOf(options: DataOptions, train: Examples): Scaling | undefined {
  if (options.standardize === false || options.binarize !== 'none' || train.x.data instanceof Uint8Array) return undefined;
  if (options.standardize !== true && isDataName(options.data) && !hasPoints(options.data)) return undefined;
  const scale = fitScaling(train);
  return options.standardize === true || isFarFromUnit(scale) ? scale : undefined;
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
  const counts = likelihoods.some(({ name, support }) => name === options.likelihood && support === 'counts');
  const loaded = scoredParts(await loadParts(counts ? { ...options, standardize: false } : options, held), options);
  const { encoding, test } = loaded;
  if (test === undefined) throw new Error(`${data} has no test part`);
  const { label, weight, id, column } = options;
  const ofTables = Object.entries({ label, weight, id: id?.join(','), column: column?.[0] }).find(
    ([, value]) => value !== undefined,
  );
  if (ofTables !== undefined && loaded.table === undefined && !isDataName(data))
    throw new UsageError(`--${ofTables.join(' ')} is for tables, but ${data} is not a table`);
  const size = loaded.train.x.shape[0]!;
  if (limit !== undefined && limit > size)
    throw new UsageError(`--limit is ${limit} but ${data} has only ${size} training examples`);
  const limited: DataSet<'none'> = { ...loaded, train: limit === undefined ? loaded.train : take(loaded.train, limit), test };
  const ready: DataSet = binarize === 'none' ? limited : binarized(limited, binarize, { seed });
  // Data with a validation part of their own are selected on that, and no part of the training is cut off.
  const own = held === undefined || loaded.validation === undefined ? undefined : loaded.validation;
  const parts =
    own !== undefined
      ? { train: ready.train, validation: binarize === 'none' ? own : binarized(own, binarize, { seed }) }
      : held === undefined
        ? { train: ready.train }
        : split(ready.train, { fraction: held, seed });
  const unused = loaded.parts?.includes('validation') === true && own === undefined;
  const notes = [
    ...(loaded.notes ?? []),
    ...(unused ? [`the validation part of ${data} is left out, as --validation ${validation} says`] : []),
  ];
  if (standardize === true) checkStandardize(options, counts, loaded);
  const { scaling } = options;
  const names = options.condition;
  const prepared = (given: Examples): Examples => {
    const examples =
      names === undefined
        ? given
        : encoding === undefined
          ? splitQuadrants(given, names, data)
          : splitCondition(given, encoding, names, data);
    return counts ? asCounts(examples) : scaling === undefined ? examples : applyScaling(examples, scaling);
  };
  const scale = counts || encoding !== undefined || scaling !== undefined ? undefined : scaleOf(options, parts.train);
  const fraction = options['labels-fraction'];
  const train = prepared(fraction === undefined ? parts.train : hiddenLabels(parts.train, fraction, seed));
  return {
    name: loaded.name,
    description: loaded.description,
    source: loaded.source,
    license: loaded.license,
    shape: train.x.shape.slice(1),
    ...(names === undefined || encoding !== undefined ? {} : { image: parts.train.x.shape.slice(1) }),
    ...(loaded.train.classes === undefined ? {} : { classes: loaded.train.classes }),
    binarization: binarize,
    train,
    ...('validation' in parts ? { validation: prepared(parts.validation) } : {}),
    test: prepared(ready.test),
    notes,
    sha256: loaded.sha256,
    ...(encoding === undefined ? {} : { encoding }),
    ...(loaded.schema === undefined ? {} : { schema: loaded.schema }),
    ...(scaling === undefined ? {} : { scaling }),
    ...(scale === undefined ? {} : { scale }),
  };
}

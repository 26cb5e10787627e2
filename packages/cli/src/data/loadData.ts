import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type DataSchema,
  type DataSet,
  digits,
  eightGaussians,
  type Examples,
  linearGaussian,
  type EncodeTableOptions,
  moonPhases,
  moons,
  type NamedSetName,
  type PartName,
  pinwheel,
  rectangles,
  rings,
  sprites,
  swissRoll,
  type Table,
  type TableEncoding,
} from '@vaekit/datasets';
import {
  downloadDataSet,
  type DownloadEvent,
  readExamples,
  type ReadExamples,
  type ReadExamplesOptions,
  readLocatedDataSet,
} from '@vaekit/datasets/node';
import { isDataName, isFetched, type OwnName } from '../commands/dataOptions.js';
import { type ReadingChoice, readingOf } from '../commands/readingOptions.js';
import { earlierPointCount, pointCount } from './ownSets.js';

/** A data set as it is read, before it is prepared for a model. */
export interface LoadedData {
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly license: string;
  readonly train: Examples<'none'>;
  /** Where the reading had to hold it out already: a table's encoding is fitted without it. */
  readonly validation?: Examples<'none'>;
  /** Absent where the data have none and nothing was held out. */
  readonly test?: Examples<'none'>;
  /** The parts that the data came in themselves. */
  readonly parts?: readonly PartName[];
  /** What was not taken, and why. */
  readonly notes?: readonly string[];
  /** SHA-256 of the bytes of the files that were read, or of the arrays of a set that the program makes. */
  readonly sha256: string;
  /** Tables: how rows became numbers. */
  readonly encoding?: TableEncoding;
  readonly table?: Table;
  /** Files and folders: what was understood of them; absent of tables that were read with the encoding of a run. */
  readonly schema?: DataSchema;
}

/** How a file or folder is read; names of sets need none of it. */
export interface LoadOptions extends Partial<Omit<ReadingChoice, 'schema'>> {
  readonly dataDir?: string | undefined;
  /** A description that a user wrote. */
  readonly description?: DataSchema | undefined;
  readonly unseen?: EncodeTableOptions['unseen'] | undefined;
  readonly standardize?: boolean | undefined;
  /** The part to hold out for the test, where the data have none of their own; none unless given. */
  readonly testFraction?: number | undefined;
  /** The part to hold out of a table for validation; none unless given. */
  readonly validationFraction?: number | undefined;
  readonly seed?: number | undefined;
  /** Of a run that has seen the data: the hash of them. */
  readonly hashOf?: string | undefined;
  /** What an earlier run understood of its data. */
  readonly earlier?: DataSchema | undefined;
  /** Of an earlier run. */
  readonly encoding?: TableEncoding | undefined;
  /** What that does with what it does not know. */
  readonly encode?: ReadExamplesOptions['encode'];
  /** Whether examples keep the rows of a table that they were made from. */
  readonly keep?: boolean | undefined;
  /** The classes whose rows are trained on; all unless given. */
  readonly normal?: readonly string[] | undefined;
  /** The colors of images; by what they are unless given. */
  readonly color?: 'gray' | 'rgb' | undefined;
  /** What `-` stands for; the standard input unless given. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
  readonly onEvent?: ((event: DownloadEvent) => void) | undefined;
  /** Hears of each file of a folder as it is found. */
  readonly onFound?: ((path: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const own: Readonly<Record<OwnName, (points: number) => DataSet<'none'> | Promise<DataSet<'none'>>>> = {
  digits: () => digits(),
  moons: (size) => moons({ size }),
  rings: (size) => rings({ size }),
  pinwheel: (size) => pinwheel({ size }),
  'eight-gaussians': (size) => eightGaussians({ size }),
  'swiss-roll': (size) => swissRoll({ size }),
  'linear-gaussian': (size) => linearGaussian({ size }),
  rectangles: () => rectangles(),
  'moon-phases': () => moonPhases(),
  sprites: () => sprites(),
  'sprites-color': () => sprites({ color: true }),
  'sprites-small': () => sprites({ imageSize: 32 }),
};

/** SHA-256 over shapes, numbers and labels of a set that the program makes. */
function examplesHash(parts: readonly Examples[]): string {
  const hash = createHash('sha256');
  for (const { x, y } of parts) {
    for (const tensor of [x, y]) {
      if (tensor === undefined) continue;
      hash.update(`${tensor.data[Symbol.toStringTag]}[${tensor.shape.join(',')}]`);
      hash.update(new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
    }
  }
  return hash.digest('hex');
}

/** The SHA-256 of one file; of several that of the list which `sha256sum` prints of them, sorted by name. */
function filesHash(files: ReadonlyMap<string, string>): string {
  const [only, ...others] = files.values();
  if (only !== undefined && others.length === 0) return only;
  const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, hash]) => `${hash}  ${name}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

async function loadFetched(name: NamedSetName, { dataDir, onEvent, signal }: LoadOptions): Promise<LoadedData> {
  const located = await downloadDataSet(name, {
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(onEvent === undefined ? {} : { onEvent }),
    ...(signal === undefined ? {} : { signal }),
  });
  const files = new Map<string, string>();
  for (const [file, path] of Object.entries(located.files)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    files.set(file, hash.digest('hex'));
  }
  return { ...(await readLocatedDataSet(located)), name, sha256: filesHash(files) };
}

/** Where a file that was at `path` is now: there, or what `moved` says, itself or a folder that holds it. */
function placeOf(path: string, moved: string | undefined): string {
  if (moved === undefined) return path;
  const inside = join(moved, basename(path));
  return existsSync(moved) && statSync(moved).isDirectory() && existsSync(inside) ? inside : moved;
}

const kinds: Readonly<Record<ReadExamples['format'], string>> = {
  cifar10: 'CIFAR-10 binary',
  cifar100: 'CIFAR-100 binary',
  csv: 'CSV',
  idx: 'IDX',
  images: 'images',
  jsonl: 'JSON lines',
  npy: 'NPY',
  npz: 'NPZ',
  parquet: 'Parquet',
};

/** The sizes of the parts that there are, and the classes. */
function partsOf(parts: Readonly<Record<string, Examples | undefined>>): Pick<DataSchema, 'classes' | 'parts'> {
  const sizes = Object.entries(parts).flatMap(([name, part]) => (part === undefined ? [] : [[name, part.x.shape[0]!] as const]));
  const { classes } = parts['train'] ?? {};
  return { parts: Object.fromEntries(sizes), ...(classes === undefined ? {} : { classes }) };
}

/** A set that the program makes; of points as many as a run has seen, by the hash of them. */
async function loadOwn(name: OwnName, hashOf: string | undefined): Promise<LoadedData> {
  const ofSize = async (points: number): Promise<LoadedData> => {
    const set = await own[name](points);
    return { ...set, name, sha256: examplesHash([set.train, set.test]) };
  };
  const now = await ofSize(pointCount);
  if (hashOf === undefined || now.sha256 === hashOf) return now;
  const before = await ofSize(earlierPointCount);
  return before.sha256 === hashOf ? before : now;
}

/**
 * Loads a named set, fetching it where it is missing, or reads a file or a folder.
 *
 * @throws DataError when data are missing, damaged, or cannot be fetched
 */
export async function loadData(data: string, options: LoadOptions = {}): Promise<LoadedData> {
  if (isDataName(data)) {
    if (isFetched(data)) return loadFetched(data, options);
    return loadOwn(data, options.hashOf);
  }
  const path = placeOf(data, options.dataDir);
  const root = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  const files = new Map<string, string>();
  const { standardize, testFraction, validationFraction, seed = 0, encoding, normal, color, input } = options;
  const { description, earlier, unseen, keep = false, onFound } = options;
  const reading = readingOf(options);
  const read = await readExamples(path, {
    ...reading,
    ...(description === undefined ? {} : { schema: description }),
    ...(earlier === undefined ? {} : { earlier }),
    ...(standardize === undefined ? {} : { standardize }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(testFraction === undefined ? {} : { testFraction }),
    ...(validationFraction === undefined ? {} : { validationFraction, validationOf: 'tables' }),
    encode: { ...options.encode, keep, ...(unseen === undefined ? {} : { unseen }) },
    ...(normal === undefined ? {} : { normal }),
    ...(color === undefined ? {} : { images: { ...reading.images, color } }),
    ...(input === undefined ? {} : { input }),
    ...(onFound === undefined ? {} : { onFound }),
    seed,
    onFile(file: string, bytes: Uint8Array) {
      const name = relative(root, file).replaceAll('\\', '/');
      if (!files.has(name)) files.set(name, createHash('sha256').update(bytes).digest('hex'));
    },
  });
  const { format, table, schema, train, validation, test } = read;
  const rows = [train, validation, test].reduce((sum, examples) => sum + (examples?.x.shape[0] ?? 0), 0);
  return {
    name: basename(resolve(data)),
    description: `${kinds[format]}, ${rows.toLocaleString('en')} examples`,
    source: basename(resolve(data)),
    license: 'not stated',
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
    ...(read.parts === undefined ? {} : { parts: read.parts }),
    ...(read.notes === undefined ? {} : { notes: read.notes }),
    sha256: filesHash(files),
    ...(read.encoding === undefined ? {} : { encoding: read.encoding }),
    ...(table === undefined ? {} : { table }),
    ...(schema === undefined ? {} : { schema: { ...schema, ...partsOf({ train, validation, test }) } }),
  };
}

import { basename, dirname, join } from 'node:path';
import type { PlainTensor } from '@vaekit-internal/base';
import { arrayExamples } from '../arrayExamples.js';
import { readCifar10, readCifar100 } from '../cifar.js';
import { readCsv, type ReadCsvOptions } from '../csv.js';
import { DataError } from '../dataError.js';
import { detectFormat, type FileFormat } from '../detectFormat.js';
import type { Examples } from '../examples.js';
import { gunzip } from '../gunzip.js';
import { readIdx } from '../idx.js';
import { imageExamples, type ImageExamplesOptions } from '../imageExamples.js';
import { largestExpansion } from '../inflate.js';
import { joinExamples } from '../joinExamples.js';
import { readNpy } from '../npy.js';
import { readNpz } from '../npz.js';
import { split } from '../split.js';
import { splitTable } from '../splitTable.js';
import type { DataSchema } from '../dataSchema.js';
import { describeTable, type DescribeTableOptions, typesOf } from '../describeTable.js';
import type { TableEncoding } from '../encoding/columnEncoding.js';
import { columnTypes } from '../encoding/columnTypes.js';
import { encodeTable, type EncodeTableOptions } from '../encoding/encodeTable.js';
import { fitTableEncoding } from '../encoding/fitTableEncoding.js';
import type { ColumnType, Table } from '../table.js';
import { filesBelow, isFolder, readBytes } from './files.js';

/** Options of `readExamples`; each is used by the formats it has a meaning for. */
export interface ReadExamplesOptions {
  /** Tables: the column that becomes `y`; none unless said. */
  readonly label?: string;
  /** Tables: columns to leave out. */
  readonly exclude?: readonly string[];
  /** Tables: columns that name rows, and the column of weights. */
  readonly id?: readonly string[];
  readonly weight?: string;
  /** Tables: what some columns are; see `describeTable`. */
  readonly kinds?: DescribeTableOptions['kinds'];
  /** Tables: a description that was read from a file, in place of what would be guessed. */
  readonly schema?: DataSchema;
  /** Tables: what becomes of values that the encoding does not know; see `encodeTable`. */
  readonly unseen?: EncodeTableOptions['unseen'];
  /** Tables: whether numbers get mean 0 and deviation 1; true unless said. */
  readonly standardize?: boolean;
  /** Tables: the encoding of an earlier run, used instead of fitting one. */
  readonly encoding?: TableEncoding;
  /** Tables: the types of some columns, by name. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** CSV: see `readCsv`; the delimiter of a `.tsv` file is the tabulator unless said. */
  readonly csv?: Pick<ReadCsvOptions, 'delimiter' | 'header' | 'missing' | 'maxCategories'>;
  /** Images: see `imageExamples`. */
  readonly images?: Pick<ImageExamplesOptions, 'color' | 'background'>;
  /** CIFAR-100: which labels; `'fine'` unless said. */
  readonly cifarLabels?: 'fine' | 'coarse';
  /** The part to hold out for test, where the data have none of their own; none unless said. */
  readonly testFraction?: number;
  /** The part of what remains to hold out for validation; none unless said. */
  readonly validationFraction?: number;
  /** Which examples are held out; 0 unless said. */
  readonly seed?: number;
  /** The most bytes a file may have, and what it inflates to; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** Called with each file that is read, as it lies on the disk: to know data by a hash of what they came from. */
  readonly onFile?: (path: string, bytes: Uint8Array) => void;
}

/** What a path held. */
export interface ReadExamples {
  /** The format; `'images'` for a folder of PNG files. */
  readonly format: Exclude<FileFormat, 'gzip' | 'png'> | 'images';
  readonly train: Examples<'none'>;
  readonly validation?: Examples<'none'>;
  readonly test?: Examples<'none'>;
  /** Tables: how rows became numbers, fitted on `train` alone; to be kept with the run. */
  readonly encoding?: TableEncoding;
  /** Tables: what was understood of them; absent where an encoding of an earlier run was given. */
  readonly schema?: DataSchema;
  /** Tables: all rows as they were read. */
  readonly table?: Table;
}

type Parts = Pick<ReadExamples, 'train' | 'test'>;

const caller = 'readExamples';

/**
 * Reads examples from a file or a folder of any format this package knows, told by its content.
 *
 * A file: IDX, NPY, NPZ, CSV or TSV, Parquet (with the package `hyparquet`), CIFAR-10 or CIFAR-100 binary, PNG; all but PNG also in gzip. Next to a file of images, labels are found by name
 * (`train-images-idx3-ubyte` and `train-labels-idx1-ubyte`, `x.npy` and `y.npy`, `train_images.npy` and `train_labels.npy`), and an archive holds arrays by
 * those names (`x_train`, `y_train`, `x_test`, `y_test`; `x`, `y`; one array alone is `x`). A folder: the four files of MNIST, the batches of CIFAR, arrays by those names, or PNG images, by
 * class in sub-folders, perhaps below `train` and `test`. Throws a `DataError`: `'file-missing'`, `'file-unreadable'`, `'unsupported'` (which
 * lists what is read), and what the reader throws, with the file's path.
 */
export async function readExamples(path: string, options: ReadExamplesOptions = {}): Promise<ReadExamples> {
  if (typeof path !== 'string' || path === '') {
    throw new DataError('option', `${caller}: \`path\` is ${JSON.stringify(path)}; the path of a file or a folder was expected`);
  }
  if (await isFolder(caller, path)) {
    const { format, parts } = await readFolder(path, options);
    return { format, ...holdOut(parts, options) };
  }
  const bytes = await readInflated(path, options);
  const name = basename(path).replace(/\.gz$/i, '');
  const format = detectFormat(bytes, name);
  switch (format) {
    case 'csv':
    case 'parquet':
      return { format, ...tableParts(await readTable(path, name, format, bytes, options), path, format, options) };
    case 'png':
      return { format: 'images', ...holdOut({ train: await readImage(path, bytes, options) }, options) };
    case undefined:
    case 'gzip':
      throw new DataError(
        'unsupported',
        `${caller}: '${path}' is none of IDX, NPY, NPZ, CSV, Parquet, CIFAR binary or PNG; convert it to one of them`,
      );
    default:
      return { format, ...holdOut(await readArrays(path, name, format, bytes, options), options) };
  }
}

const readImage = (
  path: string,
  bytes: Uint8Array,
  { images, maxBytes = 2 ** 30 }: ReadExamplesOptions,
): Promise<Examples<'none'>> => imageExamples([{ path: basename(path), bytes }], { ...images, maxBytes, name: caller });

/** The bytes of a file as it lies on the disk. */
async function readWhole(path: string, { maxBytes = 2 ** 30, onFile }: ReadExamplesOptions): Promise<Uint8Array> {
  const bytes = await readBytes(caller, path, maxBytes);
  onFile?.(path, bytes);
  return bytes;
}

/** The bytes of a file, out of gzip where they are in it. */
async function readInflated(path: string, options: ReadExamplesOptions): Promise<Uint8Array> {
  const { maxBytes = 2 ** 30 } = options;
  const bytes = await readWhole(path, options);
  if (detectFormat(bytes) !== 'gzip' || bytes.length < 18) return bytes;
  // The last four bytes of a gzip file are its inflated size; inflation stops there.
  const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (size > maxBytes || size > bytes.length * largestExpansion) {
    throw new DataError(
      'too-large',
      `${caller}: '${path}' announces ${size} inflated bytes; at most ${Math.min(maxBytes, bytes.length * largestExpansion)} are possible (option \`maxBytes\`)`,
    );
  }
  return gunzip(`${caller}, '${path}'`, bytes, 0, () => size);
}

async function readTable(
  path: string,
  name: string,
  format: 'csv' | 'parquet',
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<Table> {
  const { encoding, csv, maxBytes = 2 ** 30 } = options;
  const types = { ...(encoding === undefined ? {} : columnTypes(encoding)), ...typesOf(options), ...options.types };
  const messages = `${caller}, '${path}'`;
  if (format === 'csv') {
    const delimiter = name.toLowerCase().endsWith('.tsv') ? '\t' : ',';
    return readCsv(bytes, { delimiter, ...csv, types, maxBytes, name: messages });
  }
  const { readParquet } = await import('../parquet/index.js').catch((error: unknown) => {
    throw new DataError(
      'unsupported',
      `${caller}: '${path}' is a Parquet file; install the package hyparquet to read it (npm install hyparquet)`,
      { cause: error },
    );
  });
  return readParquet(bytes, { types, maxBytes, name: messages });
}

function tableParts(table: Table, path: string, format: string, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { exclude, standardize, testFraction, validationFraction, seed = 0, unseen } = options;
  const schema = options.encoding === undefined ? describeTable(table, { ...options, format }) : undefined;
  const named = (role: string): string | undefined => schema?.columns?.find((column) => column.role === role)?.name;
  const label = options.label ?? named('label');
  const weight = options.weight ?? named('weight');
  const cut = (whole: Table, fraction: number | undefined, place: number): { train: Table; validation?: Table } => {
    if (fraction === undefined) return { train: whole };
    const stratify = label !== undefined && whole.columns.some(({ name, type }) => name === label && type !== 'text');
    return splitTable(whole, { fraction, seed: seed + place, ...(stratify ? { label } : {}) });
  };
  const { train: rest, validation: test } = cut(table, testFraction, 0);
  const { train, validation } = cut(rest, validationFraction, 1);
  let { encoding } = options;
  if (encoding === undefined) {
    encoding = fitTableEncoding(train, {
      ...(label === undefined ? {} : { label }),
      ...(exclude === undefined ? {} : { exclude }),
      ...(standardize === undefined ? {} : { standardize }),
      ...(schema === undefined ? {} : { schema }),
    });
    if (encoding.label !== undefined) {
      // Classes are those of the whole table: one that training lacks keeps its place.
      const { label: whole } = fitTableEncoding(table, { label: encoding.label.name });
      if (whole !== undefined) encoding = { ...encoding, label: whole };
    }
  }
  const fitted = encoding;
  const encode = (part: Table): Examples<'none'> =>
    encodeTable(part, fitted, { weight, name: `${caller}, '${path}'`, ...(unseen === undefined ? {} : { unseen }) });
  return {
    train: encode(train),
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    ...(schema === undefined ? {} : { schema }),
    table,
  };
}

function holdOut(parts: Parts, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { testFraction, validationFraction, seed = 0 } = options;
  let { train, test } = parts;
  if (test === undefined && testFraction !== undefined) {
    ({ train, validation: test } = split(train, { fraction: testFraction, seed }));
  }
  const cut = validationFraction === undefined ? { train } : split(train, { fraction: validationFraction, seed: seed + 1 });
  return { ...cut, ...(test === undefined ? {} : { test }) };
}

/** Names of arrays that belong together: inputs, labels. */
const pairs = {
  train: [
    ['x_train', 'y_train'],
    ['X_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['train_x', 'train_y'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['X_test', 'y_test'],
    ['test_images', 'test_labels'],
    ['test_x', 'test_y'],
  ],
  whole: [
    ['x', 'y'],
    ['X', 'y'],
    ['images', 'labels'],
    ['data', 'labels'],
    ['data', 'target'],
  ],
} as const;

type Arrays = ReadonlyMap<string, () => PlainTensor | Promise<PlainTensor>>;

/** The arrays of an archive or a folder, by the names they go by. */
async function namedArrays(messages: string, arrays: Arrays): Promise<Parts> {
  const names = [...arrays.keys()];
  const find = async (kind: keyof typeof pairs): Promise<Examples<'none'> | undefined> => {
    const pair = pairs[kind].find(([inputs]) => names.includes(inputs));
    if (pair === undefined) return undefined;
    const [inputs, labels] = pair;
    const x = await arrays.get(inputs)?.();
    return x === undefined ? undefined : arrayExamples(x, await arrays.get(labels)?.(), { name: `${messages}, ${inputs}` });
  };
  const [only, ...others] = names;
  const single = only !== undefined && others.length === 0 ? await arrays.get(only)?.() : undefined;
  const train =
    (await find('train')) ??
    (await find('whole')) ??
    (single === undefined ? undefined : arrayExamples(single, undefined, { name: messages }));
  if (train === undefined) {
    throw new DataError(
      'unsupported',
      `${messages} holds the arrays ${names.join(', ') || '(none)'}; x_train, y_train, x_test, y_test, or x and y, or one array alone was expected`,
    );
  }
  const test = await find('test');
  return { train, ...(test === undefined ? {} : { test }) };
}

async function readArrays(
  path: string,
  name: string,
  format: 'cifar10' | 'cifar100' | 'idx' | 'npy' | 'npz',
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<Parts> {
  const { maxBytes = 2 ** 30, cifarLabels = 'fine' } = options;
  const messages = `${caller}, '${path}'`;
  switch (format) {
    case 'cifar10':
      return { train: readCifar10(bytes, { maxBytes, name: messages }) };
    case 'cifar100':
      return { train: readCifar100(bytes, { maxBytes, name: messages, labels: cifarLabels }) };
    case 'npz': {
      const arrays = Object.entries(readNpz(bytes, { maxBytes, name: messages }));
      return namedArrays(messages, new Map(arrays.map(([key, tensor]) => [key, (): PlainTensor => tensor])));
    }
    default: {
      const x = await readTensor(path, format, bytes, maxBytes);
      const labels = await labelsBeside(path, name, options);
      return { train: arrayExamples(x, labels, { name: messages }) };
    }
  }
}

const readTensor = async (path: string, format: 'idx' | 'npy', bytes: Uint8Array, maxBytes: number): Promise<PlainTensor> =>
  format === 'npy'
    ? readNpy(bytes, { maxBytes, name: `${caller}, '${path}'` })
    : readIdx(bytes, { maxBytes, name: `${caller}, '${path}'` });

/** The labels that lie beside a file of images under the name that belongs to it. */
async function labelsBeside(path: string, name: string, options: ReadExamplesOptions): Promise<PlainTensor | undefined> {
  const stem = name.replace(/\.npy$/, '');
  const { train, test, whole } = pairs;
  const expected = name.endsWith('.npy')
    ? [...train, ...test, ...whole].filter(([inputs]) => inputs === stem).map(([, labels]) => `${labels}.npy`)
    : [name.replace('images', 'labels').replace(/idx\d/, 'idx1')].filter((candidate) => candidate !== name);
  const files = new Set(await filesBelow(caller, dirname(path), 1));
  const found = expected.flatMap((candidate) => [candidate, `${candidate}.gz`]).find((candidate) => files.has(candidate));
  if (found === undefined) return undefined;
  const beside = join(dirname(path), found);
  const bytes = await readInflated(beside, options);
  return readTensor(beside, name.endsWith('.npy') ? 'npy' : 'idx', bytes, options.maxBytes ?? 2 ** 30);
}

async function readFolder(
  folder: string,
  options: ReadExamplesOptions,
): Promise<{ readonly format: ReadExamples['format']; readonly parts: Parts }> {
  const { maxBytes = 2 ** 30, cifarLabels = 'fine' } = options;
  const paths = (await filesBelow(caller, folder)).sort();
  const top = paths.filter((path) => !path.includes('/'));
  const whole = (path: string): string => join(folder, path);
  const messages = `${caller}, '${folder}'`;

  const idx = (stem: string, rank: number): string | undefined =>
    [`${stem}-idx${rank}-ubyte`, `${stem}.idx${rank}-ubyte`]
      .flatMap((file) => [file, `${file}.gz`])
      .find((file) => top.includes(file));
  const idxPart = async (stem: string): Promise<Examples<'none'> | undefined> => {
    const images = idx(`${stem}-images`, 3);
    if (images === undefined) return undefined;
    const read = async (file: string): Promise<PlainTensor> =>
      readIdx(await readInflated(whole(file), options), { maxBytes, name: `${caller}, '${whole(file)}'` });
    const labels = idx(`${stem}-labels`, 1);
    return arrayExamples(await read(images), labels === undefined ? undefined : await read(labels), {
      name: `${messages}, ${images}`,
    });
  };
  const idxTrain = await idxPart('train');
  if (idxTrain !== undefined) {
    const test = await idxPart('t10k');
    return { format: 'idx', parts: { train: idxTrain, ...(test === undefined ? {} : { test }) } };
  }

  const cifar = async (format: 'cifar10' | 'cifar100', files: readonly string[]): Promise<Examples<'none'> | undefined> => {
    if (files.length === 0) return undefined;
    const read = await Promise.all(files.map((file) => readWhole(whole(file), options)));
    const parts = read.map((bytes, i) => {
      const name = `${caller}, '${whole(files[i] ?? '')}'`;
      return format === 'cifar10'
        ? readCifar10(bytes, { maxBytes, name })
        : readCifar100(bytes, { maxBytes, name, labels: cifarLabels });
    });
    return joinExamples(parts);
  };
  const batches = top.filter((file) => /^data_batch_\d+\.bin$/.test(file));
  const cifarFormat = batches.length > 0 ? 'cifar10' : top.includes('train.bin') ? 'cifar100' : undefined;
  if (cifarFormat !== undefined) {
    const train = await cifar(cifarFormat, cifarFormat === 'cifar10' ? batches : ['train.bin']);
    const testFile = cifarFormat === 'cifar10' ? 'test_batch.bin' : 'test.bin';
    const test = await cifar(cifarFormat, top.includes(testFile) ? [testFile] : []);
    if (train !== undefined) return { format: cifarFormat, parts: { train, ...(test === undefined ? {} : { test }) } };
  }

  const arrays = top.filter((file) => file.endsWith('.npy'));
  if (arrays.length > 0) {
    const read = async (file: string): Promise<PlainTensor> =>
      readTensor(whole(file), 'npy', await readWhole(whole(file), options), maxBytes);
    return {
      format: 'npy',
      parts: await namedArrays(messages, new Map(arrays.map((file) => [file.slice(0, -4), () => read(file)]))),
    };
  }
  const images = paths.filter((path) => /\.png$/i.test(path));
  const other = paths.find((path) => /\.(?:jpe?g|gif|bmp|webp|tiff?)$/i.test(path));
  if (other !== undefined) {
    throw new DataError(
      'unsupported',
      `${caller}: '${whole(other)}' is an image but no PNG; convert the images of the folder to PNG`,
    );
  }
  if (images.length > 0) return { format: 'images', parts: await readImages(folder, images, options) };
  throw new DataError(
    'unsupported',
    `${caller}: the folder '${folder}' holds no data set; IDX files of MNIST's names, batches of CIFAR (.bin), arrays (.npy) or PNG images were expected (a table is given as a file)`,
  );
}

async function readImages(folder: string, paths: readonly string[], options: ReadExamplesOptions): Promise<Parts> {
  const { maxBytes = 2 ** 30, images } = options;
  const read = (below: string, classes?: readonly string[], color = images?.color): Promise<Examples<'none'>> =>
    imageExamples(
      paths
        .filter((path) => path.startsWith(below))
        .map((path) => ({ path: path.slice(below.length), bytes: () => readWhole(join(folder, path), options) })),
      {
        ...images,
        ...(color === undefined ? {} : { color }),
        maxBytes,
        name: `${caller}, '${join(folder, below)}'`,
        ...(classes === undefined ? {} : { classes }),
      },
    );
  if (
    !paths.every((path) => path.startsWith('train/') || path.startsWith('test/')) ||
    !paths.some((path) => path.startsWith('train/'))
  ) {
    return { train: await read('') };
  }
  const train = await read('train/');
  if (!paths.some((path) => path.startsWith('test/'))) return { train };
  // The test images follow the training images: in their classes and in their channels.
  const test = await read('test/', train.classes, train.x.shape[3] === 3 ? 'rgb' : 'gray');
  if (train.x.shape.slice(1).join() !== test.x.shape.slice(1).join()) {
    throw new DataError(
      'shape',
      `${caller}: the images below '${join(folder, 'train')}' have shape [${train.x.shape.slice(1)}], those below 'test' [${test.x.shape.slice(1)}]; they must agree`,
    );
  }
  return { train, test };
}

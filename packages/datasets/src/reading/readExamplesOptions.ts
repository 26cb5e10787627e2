import type { ReadCsvOptions } from '../csv.js';
import type { FileFormat } from '../detectFormat.js';
import type { Examples } from '../examples.js';
import type { ImageExamplesOptions } from '../imageExamples.js';
import type { ImageShape } from '../pixelTable.js';
import type { ColumnType, Table } from '../table.js';
import type { TableEncoding } from '../tableEncoding.js';

/** Options of `readExamples`; each is used by the formats it has a meaning for. */
export interface ReadExamplesOptions {
  /** Tables: the column that becomes `y`; none unless said. */
  readonly label?: string;
  /** Tables: columns to leave out. */
  readonly exclude?: readonly string[];
  /** Tables: whether numbers get mean 0 and deviation 1; true unless said. */
  readonly standardize?: boolean;
  /** Tables: the encoding of an earlier run, used instead of fitting one. */
  readonly encoding?: TableEncoding;
  /** Tables: the types of some columns, by name. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** CSV: see `readCsv`; the delimiter of a `.tsv` file is the tabulator unless said. */
  readonly csv?: Pick<ReadCsvOptions, 'delimiter' | 'header' | 'missing' | 'maxCategories'>;
  /** Images: see `imageExamples`. */
  readonly images?: Pick<ImageExamplesOptions, 'color' | 'background' | 'size' | 'fit' | 'decode'>;
  /** Arrays: where images have their channels; told by the sizes unless said. */
  readonly channels?: 'first' | 'last';
  /** Tables of numbers: the images that rows are; told by the names of the columns unless said. */
  readonly image?: ImageShape;
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
  /** The format; `'images'` for image files. */
  readonly format: Exclude<FileFormat, 'gzip' | 'image' | 'png'> | 'images';
  readonly train: Examples<'none'>;
  readonly validation?: Examples<'none'>;
  readonly test?: Examples<'none'>;
  /** Tables: how rows became numbers, fitted on `train` alone; to be kept with the run. */
  readonly encoding?: TableEncoding;
  /** Tables: all rows as they were read. */
  readonly table?: Table;
}

/** The parts that data came in, before anything is held out. */
export type Parts = Pick<ReadExamples, 'train' | 'validation' | 'test'>;

/** What messages begin with. */
export const caller = 'readExamples';

/** The most bytes of a file, unless said. */
export const mostBytes: number = 2 ** 30;

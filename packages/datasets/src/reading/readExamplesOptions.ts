import type { FieldKinds, ReadCsvOptions } from '../csv/readCsv.js';
import type { FileFormat } from '../detectFormat.js';
import type { Examples } from '../examples.js';
import type { ImageExamplesOptions } from '../imageExamples.js';
import type { ImageShape } from '../pixelTable.js';
import type { Table } from '../table.js';
import type { TableEncoding } from '../encoding/columnEncoding.js';
import type { EncodeTableOptions } from '../encoding/encodeTable.js';
import type { DataSchema } from '../dataSchema.js';
import type { DescribeTableOptions } from '../describeTable.js';
import type { TreeFile } from './fileTree.js';

/** Options of `readExamples`; each is used by the formats it has a meaning for. */
export interface ReadExamplesOptions {
  /** Tables: the column that becomes `y`; none unless said. */
  readonly label?: string;
  readonly exclude?: readonly string[];
  /** Tables: columns that name rows, and the column of weights. */
  readonly id?: readonly string[];
  readonly weight?: string;
  /** Tables: what some columns are; see `describeTable`. */
  readonly kinds?: DescribeTableOptions['kinds'];
  /** Tables: a description that was read from a file, in place of what would be guessed. */
  readonly schema?: DataSchema;
  /** Tables: the description of the data that the encoding was fitted on; what it says of columns that are there holds here too. */
  readonly earlier?: DataSchema;
  /** Tables: whether numbers get mean 0 and deviation 1; true unless said. */
  readonly standardize?: boolean;
  /** Tables: the encoding of an earlier run, used instead of fitting one. */
  readonly encoding?: TableEncoding;
  /** Tables: what an encoding of an earlier run does with what it does not know; see `encodeTable`. */
  readonly encode?: Pick<EncodeTableOptions, 'absent' | 'keep' | 'labels' | 'unseen'>;
  /** Tables with a label: the classes whose rows are trained on and validated on; all unless said. The test part keeps every row. */
  readonly normal?: readonly string[];
  /** Tables: the types of some columns, by name. */
  readonly types?: FieldKinds;
  /** CSV: see `readCsv`. */
  readonly csv?: Pick<ReadCsvOptions, 'decimal' | 'delimiter' | 'encoding' | 'header' | 'missing' | 'maxCategories'>;
  /** Images: see `imageExamples`. */
  readonly images?: Pick<ImageExamplesOptions, 'color' | 'background' | 'size' | 'fit' | 'decode'>;
  /** Arrays: where images have their channels; told by the sizes unless said. */
  readonly channels?: 'first' | 'last';
  /** Tables of numbers: the images that rows are; told by the names of the columns unless said. */
  readonly image?: ImageShape;
  /** CIFAR-100: which labels; `'fine'` unless said. */
  readonly cifarLabels?: 'fine' | 'coarse';
  /** Arrays and images: a file of labels, one an example in its order (NPY, IDX, lines of text, CSV); those beside or within the data unless said. */
  readonly labels?: TreeFile;
  /** Data that come in parts: the one to read, as `train`; all unless said. */
  readonly part?: PartName;
  /** The part to hold out for test, where the data have none of their own; none unless said. */
  readonly testFraction?: number;
  /** The part of what remains to hold out for validation, where the data have none of their own; none unless said. */
  readonly validationFraction?: number;
  /** Of which data validation is held out; `'all'` unless said. A caller that prepares arrays and images first cuts those itself. */
  readonly validationOf?: 'all' | 'tables';
  /** Which examples are held out; 0 unless said. */
  readonly seed?: number;
  /** The most bytes a file may have, and what it inflates to; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** Called with each file that is read, as it lies on the disk: to know data by a hash of what they came from. */
  readonly onFile?: (path: string, bytes: Uint8Array) => void;
}

export interface ReadExamples {
  /** The format; `'images'` for image files. */
  readonly format: Exclude<FileFormat, 'gzip' | 'image' | 'png'> | 'images';
  readonly train: Examples<'none'>;
  readonly validation?: Examples<'none'>;
  readonly test?: Examples<'none'>;
  /** Tables: how rows became numbers, fitted on `train` alone; to be kept with the run. */
  readonly encoding?: TableEncoding;
  /** What was understood of the data; absent where an encoding of an earlier run was given. */
  readonly schema?: DataSchema;
  /** Tables: the rows as they were read; of data in parts those for training. */
  readonly table?: Table;
  /** The parts that the data came in, of those that were read; absent where they came in one. */
  readonly parts?: readonly PartName[];
  /** What was not taken, and why, a sentence each. */
  readonly notes?: readonly string[];
}

export const partNames = ['train', 'validation', 'test'] as const;
export type PartName = (typeof partNames)[number];

/** The parts that data came in, before anything is held out. */
export interface Parts extends Pick<ReadExamples, 'train' | 'validation' | 'test' | 'notes'> {
  /** Absent where the data came in one. */
  readonly parts?: readonly PartName[] | undefined;
  /** Of images: where each lay. */
  readonly paths?: readonly string[];
}

export const caller = 'readExamples';

export const mostBytes: number = 2 ** 30;

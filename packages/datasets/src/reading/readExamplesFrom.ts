import { defined } from '../defined.js';
import { faults } from '../faults.js';
import { describeArray } from '../describeArray.js';
import { detectFormat } from '../detectFormat.js';
import type { Examples } from '../examples.js';
import { imageExamples } from '../imageExamples.js';
import { split } from '../split.js';
import { readArrayFile, readArrayFolder } from './arrayFiles.js';
import { chosenParts } from './dataParts.js';
import { baseName, type FileTree, type TreeFile } from './fileTree.js';
import { readImageFolder } from './imageFolder.js';
import { imageTables } from './imageTables.js';
import { withLabels } from './labelFile.js';
import { caller, mostBytes, type Parts, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
import { pixelOffer, pixelTables } from './pixelTables.js';
import { readInflated } from './readTreeFile.js';
import { tableExamples } from './tableExamples.js';
import { type ReadTable, readTableFile, readTableFolder, type TableParts } from './tableFiles.js';

/**
 * Reads examples from a tree of files: `readExamples` without a file system, for `fileTreeOf(files)` of a browser.
 *
 * Throws as `readExamples` does.
 */
export async function readExamplesFrom(tree: FileTree, options: ReadExamplesOptions = {}): Promise<ReadExamples> {
  const [file] = tree.files;
  if (tree.kind === 'folder' || file === undefined) return readFolder(tree, options);
  const read = await readFile(tree, file, options);
  // The bytes are not held any more: a table takes as much memory again.
  return 'table' in read
    ? readTables({ format: read.format, train: read.table }, file.name, options)
    : finished(read.format, file.name, read.parts, options);
}

type FileContent =
  | { readonly format: TableParts['format']; readonly table: ReadTable }
  | { readonly format: ReadExamples['format']; readonly parts: Parts };

async function readFile(tree: FileTree, file: TreeFile, options: ReadExamplesOptions): Promise<FileContent> {
  const bytes = await readInflated(file, options);
  if (bytes.length === 0) throw faults.empty`${caller}: '${file.name}' is empty; a file with data was expected`;
  const format = detectFormat(bytes, baseName(file.path).replace(/\.gz$/i, ''));
  switch (format) {
    case 'csv':
    case 'jsonl':
    case 'parquet':
      chosenParts(file.name, [], options);
      return { format, table: await readTableFile(file, format, bytes, options) };
    case 'image':
    case 'png':
      return { format: 'images', parts: { train: await readImage(file, bytes, options) } };
    case undefined:
    case 'gzip':
      throw faults.unsupported`${caller}: '${tree.name}' is none of IDX, NPY, NPZ, CSV, JSON lines, Parquet, CIFAR binary, PNG or another image; convert it to one of them`;
    default:
      return { format, parts: await readArrayFile(tree, file, format, bytes, options) };
  }
}

const readImage = (
  file: TreeFile,
  bytes: Uint8Array,
  { images, maxBytes = mostBytes }: ReadExamplesOptions,
): Promise<Examples<'none'>> => imageExamples([{ path: baseName(file.path), bytes }], { ...images, maxBytes, name: caller });

async function readFolder(tree: FileTree, options: ReadExamplesOptions): Promise<ReadExamples> {
  const arrays = await readArrayFolder(tree, options);
  if (arrays !== undefined) return finished(arrays.format, tree.name, arrays.parts, options);
  const images = await readImageFolder(tree, options);
  if (images !== undefined) return finished('images', tree.name, images, options);
  const tables = await readTableFolder(tree, options);
  if (tables !== undefined) return readTables(tables, tree.name, options);
  throw faults.unsupported`${caller}: the folder '${tree.name}' holds no data set; IDX files of MNIST's names, batches of CIFAR (.bin), arrays (.npy), images, CSV or Parquet files were expected`;
}

/** A column of images makes them the examples, else the rows are. */
async function readTables(tables: TableParts, name: string, options: ReadExamplesOptions): Promise<ReadExamples> {
  if (tables.train.images !== undefined)
    return { ...(await finished('images', name, await imageTables(tables, name, options), options)), table: tables.train };
  const pixels = await pixelTables(tables, name, options);
  if (pixels !== undefined) return { ...(await finished(tables.format, name, pixels, options)), table: tables.train };
  if (options.labels === undefined) {
    const notes = [...(tables.notes ?? []), ...(tables.train.notes ?? []), ...pixelOffer(tables, options)];
    return tableExamples(notes.length === 0 ? tables : { ...tables, notes }, name, options);
  }
  throw faults.option`${caller}: '${name}' is a table, whose labels are one of its columns (option \`label\`); leave the option \`labels\` out`;
}

const finished = async (
  format: ReadExamples['format'],
  name: string,
  parts: Parts,
  options: ReadExamplesOptions,
): Promise<ReadExamples> => {
  const labeled = await withLabels(name, parts, options);
  const { train } = labeled;
  return { format, ...holdOut(labeled, options), schema: { version: 1, format, array: train.array ?? describeArray(train) } };
};

function holdOut({ parts, notes, ...own }: Parts, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { testFraction, validationFraction, validationOf = 'all', seed = 0 } = options;
  let { train, validation, test } = own;
  const all = [...(notes ?? []), ...(train.notes ?? [])];
  if (test === undefined && testFraction !== undefined)
    ({ train, validation: test } = split(train, { fraction: testFraction, seed }));
  if (validation === undefined && validationFraction !== undefined && validationOf === 'all')
    ({ train, validation } = split(train, { fraction: validationFraction, seed: seed + 1 }));
  return { train, ...defined({ validation, test, parts, notes: all.length === 0 ? undefined : all }) };
}

import { arrayLabels, type LabelArray } from '../arrayLabels.js';
import { readCsv } from '../csv/readCsv.js';
import { counted, faults } from '../faults.js';
import { detectFormat } from '../detectFormat.js';
import { readIdx } from '../idx.js';
import { readNpy } from '../npy.js';
import { type Table, type TableColumn, textOf } from '../table.js';
import { baseName } from './fileTree.js';
import { caller, mostBytes, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';
import { readInflated } from './readTreeFile.js';

/**
 * Gives examples the labels of the option `labels`: NPY, IDX, lines of text, or CSV of one column or of file names and labels.
 *
 * Throws a `DataError`: `'option'` where the data come in several parts, `'count-mismatch'`, `'unsupported'`, and what the reader throws.
 */
export async function withLabels(name: string, parts: Parts, options: ReadExamplesOptions): Promise<Parts> {
  const { labels: file, maxBytes = mostBytes } = options;
  if (file === undefined) return parts;
  if (parts.validation !== undefined || parts.test !== undefined)
    throw faults.option`${caller}: '${name}' comes in the parts ${parts.parts?.join(', ')}, but \`labels\` is one file; choose a part (option \`part\`) or give a folder with one`;
  const bytes = await readInflated(file, options);
  const messages = `${caller}, '${file.name}'`;
  const size = parts.train.x.shape[0] ?? 0;
  const format = detectFormat(bytes, file.path.replace(/\.gz$/i, ''));
  let labels: LabelArray;
  switch (format) {
    case 'npy':
      labels = readNpy(bytes, { maxBytes, name: messages, text: true });
      break;
    case 'idx':
      labels = await readIdx(bytes, { maxBytes, name: messages });
      break;
    case 'csv':
      labels = textLabels(messages, bytes, size, parts.paths);
      break;
    default:
      throw faults.unsupported`${messages}: labels are read from NPY, IDX, CSV or lines of text, not from ${format ?? 'a file of an unknown format'}`;
  }
  if (labels.shape[0] !== size)
    throw faults.countMismatch`${messages}: the file has ${counted(labels.shape[0] ?? 0, 'label')}, but '${name}' has ${counted(size, 'example')}; one label for each was expected`;
  const { y, classes } = arrayLabels(messages, labels);
  return { ...parts, train: { ...parts.train, y: { data: y.data, shape: [size] }, classes } };
}

/** Labels by line, with or without a head; or by the names of files, where the table has two columns. */
function textLabels(messages: string, bytes: Uint8Array, size: number, paths: readonly string[] | undefined): LabelArray {
  const lines = new TextDecoder()
    .decode(bytes)
    .trimEnd()
    .split(/\r\n|\n|\r/);
  if (!lines.some((line) => /[,;\t]/.test(line))) {
    // What is one line too long begins with the column's name.
    const values = (lines.length === size + 1 ? lines.slice(1) : lines).map((line) => line.trim().replace(/^"(.*)"$/, '$1'));
    const whole = values.every((value) => /^\d+$/.test(value));
    return whole ? { data: values.map(Number), shape: [values.length] } : { data: values, shape: [values.length] };
  }
  const first = lines[0] ?? '';
  const delimiter = [',', ';', '\t'].find((mark) => first.includes(mark)) ?? ',';
  const table = readCsv(bytes, { delimiter, name: messages, maxCategories: Infinity });
  const [keys, column, more] = table.columns;
  // Keys that count the examples are in their order.
  const counts = keys?.type === 'integer' && keys.values.every((value, row) => value === row + (keys.values[0] === 1 ? 1 : 0));
  if (paths === undefined && counts && column !== undefined && more === undefined)
    return { data: Array.from({ length: table.size }, (_, row) => textOf(column, row)), shape: [table.size] };
  if (paths === undefined || keys === undefined || column === undefined || more !== undefined)
    throw faults.unsupported`${messages}: the table has ${counted(table.columns.length, 'column')}; one of labels was expected, perhaps behind one that counts from 0 or 1, or, for images, one of file names and one of labels`;
  return namedLabels(messages, table, [keys, column], paths);
}

function namedLabels(
  messages: string,
  { size }: Table,
  [keys, labels]: readonly [TableColumn, TableColumn],
  paths: readonly string[],
): LabelArray {
  const rows = new Map(Array.from({ length: size }, (_, row) => [textOf(keys, row), row]));
  const data = paths.map((path) => {
    const base = baseName(path);
    const row = rows.get(path) ?? rows.get(base) ?? rows.get(base.replace(/\.[^.]+$/, ''));
    if (row !== undefined) return textOf(labels, row);
    throw faults.countMismatch`${messages}: there is no label for '${path}'; its path or name, with or without its ending, was expected in the column '${keys.name}'`;
  });
  return { data, shape: [data.length] };
}

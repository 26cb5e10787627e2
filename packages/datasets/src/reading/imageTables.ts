import { arrayLabels, labelClasses, type LabelArray } from '../arrayLabels.js';
import { imageColumn } from '../imageColumn.js';
import { imageExamples } from '../imageExamples.js';
import { labelsOfColumn } from '../pixelTable.js';
import { columnOf, type TableColumn } from '../table.js';
import { readParts } from './namedArrays.js';
import { caller, mostBytes, type PartName, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';
import type { ReadTable, TableParts } from './tableFiles.js';

/** The names that a column of labels goes by, where none is asked for and the file names none. */
const labelNames = ['label', 'labels', 'class', 'target', 'fine_label', 'y'];

/** The column of labels beside a column of images. */
function labelColumn(name: string, table: ReadTable, label: string | undefined): TableColumn | undefined {
  if (label !== undefined) return columnOf(`${caller}, '${name}'`, table, label);
  return labelNames.flatMap((one) => table.columns.find((column) => column.name.toLowerCase() === one) ?? [])[0];
}

/** The labels of a column; `undefined` where none is there, as in a test part whose labels are kept back. */
function labelsIn(name: string, table: ReadTable, column: TableColumn | undefined): LabelArray | undefined {
  const isKeptBack = column?.missing !== undefined && !column.missing.includes(0);
  return isKeptBack ? undefined : labelsOfColumn(`${caller}, '${name}'`, table, column?.name);
}

/** The examples of tables that hold images in a column, as Hugging Face keeps them. */
export async function imageTables(tables: TableParts, name: string, options: ReadExamplesOptions): Promise<Parts> {
  const messages = `${caller}, '${name}'`;
  const parts = tables.parts ?? (['train'] as const);
  const tableOf = (part: PartName): ReadTable => (part === parts[0] ? tables.train : tables[part]) as ReadTable;
  const columns = parts.map((part) => labelColumn(name, tableOf(part), part === parts[0] ? options.label : undefined));
  const labels = columns.map((column, i) => labelsIn(name, tableOf(parts[i]!), column));
  const [column] = columns;
  const there = labels.flatMap((one) => one ?? []);
  const named = columns.flatMap((one) => (one?.type === 'category' ? one.categories : []));
  const classes =
    there.length === 0 ? undefined : column?.type === 'category' ? [...new Set(named)] : labelClasses(messages, there);
  const { parts: _, ...result } = await readParts(messages, parts, async (part, train) => {
    const color = train === undefined ? {} : { color: train.x.shape[3] === 3 ? ('rgb' as const) : ('gray' as const) };
    const examples = await imageExamples(imageColumn(messages, tableOf(part).images?.cells ?? []), {
      ...options.images,
      ...color,
      maxBytes: options.maxBytes ?? mostBytes,
      name: messages,
    });
    const own = labels[parts.indexOf(part)];
    if (own === undefined || classes === undefined) return examples;
    const { y } = arrayLabels(messages, own, classes);
    return { ...examples, y: { data: y.data, shape: [...y.shape] }, classes };
  });
  const others = tables.train.columns.filter((one) => one.name !== column?.name).map((one) => one.name);
  const notes = [
    ...(tables.notes ?? []),
    ...(others.length === 0 ? [] : [`beside the images of '${name}' the columns ${others.join(', ')} are not read`]),
  ];
  return { ...result, ...(tables.parts === undefined ? {} : { parts }), ...(notes.length === 0 ? {} : { notes }) };
}

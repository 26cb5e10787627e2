import { defined } from '../defined.js';
import { labelClasses } from '../arrayLabels.js';
import { areIntensities, imagesOfTable, labelsOfColumn, pixelsOf, pixelTable, type PixelTable } from '../pixelTable.js';
import type { Table } from '../table.js';
import { readParts } from './namedArrays.js';
import { caller, type Parts, type ReadExamplesOptions } from './readExamplesOptions.js';
import type { TableParts } from './tableFiles.js';

const without = (table: Table, names: readonly string[] = []): Table => ({
  ...table,
  columns: table.columns.filter((column) => !names.includes(column.name)),
});

const found = (tables: TableParts, { encoding, exclude, label }: ReadExamplesOptions): PixelTable | undefined =>
  encoding === undefined ? pixelTable(without(tables.train, exclude), label) : undefined;

/** A sentence for tables that are read as such but look like images. */
export function pixelOffer(tables: TableParts, options: ReadExamplesOptions): readonly string[] {
  const images = found(tables, options);
  if (images === undefined) return [];
  const size = `${images.height}x${images.width}${images.channels === 1 ? '' : `x${images.channels}`}`;
  return [`the rows look like images of ${size}; with image ${size} (--image) they are read as images`];
}

/** The rows as images, where that is asked for or the names of the columns say that they are pixels; else `undefined`. */
export async function pixelTables(tables: TableParts, name: string, options: ReadExamplesOptions): Promise<Parts | undefined> {
  const messages = `${caller}, '${name}'`;
  const images = found(tables, options);
  const { image, label: given, exclude } = options;
  if (options.encoding !== undefined || (image === undefined && images?.named !== true)) return undefined;
  const label = given ?? images?.label;
  const shape =
    image === undefined
      ? (images as PixelTable)
      : { ...image, pixels: pixelsOf(messages, tables.train, image, defined({ label, exclude })) };
  const parts = tables.parts ?? (['train'] as const);
  const all = parts.map((part, i) => (i === 0 ? tables.train : (tables[part] ?? tables.train)));
  const labels = all.map((table) => labelsOfColumn(messages, table, label));
  const there = labels.flatMap((one) => one ?? []);
  const classes = label === undefined ? undefined : labelClasses(messages, there);
  const bytes = all.every((table) => areIntensities(table, shape.pixels));
  const { parts: _, ...result } = await readParts(messages, parts, (part) => {
    const place = parts.indexOf(part);
    return Promise.resolve(imagesOfTable(messages, all[place] as Table, shape, { bytes, labels: labels[place], classes }));
  });
  const left = tables.train.columns.filter((column) => column.name !== label && !shape.pixels.includes(column.name));
  const notes = [
    ...(tables.notes ?? []),
    `the ${shape.pixels.length} columns of pixels are images of ${shape.height} by ${shape.width} by ${shape.channels}`,
    ...(label === undefined || given !== undefined ? [] : [`column '${label}' is taken for the label`]),
    ...(left.length === 0 ? [] : [`left out: ${left.map((column) => column.name).join(', ')}`]),
  ];
  return { ...result, ...defined({ parts: tables.parts }), notes };
}

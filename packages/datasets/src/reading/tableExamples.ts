import { labelClasses } from '../arrayLabels.js';
import type { Examples } from '../examples.js';
import { joinTables } from '../joinTables.js';
import { imagesOfTable, labelsOf, pixelsOf, pixelTable, type PixelTable } from '../pixelTable.js';
import { splitTable } from '../splitTable.js';
import { columnOf, type Table, type TableColumn } from '../table.js';
import { encodeTable, fitTableEncoding, type TableEncoding } from '../tableEncoding.js';
import { holdOut } from './holdOut.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
import type { TableParts } from './tableFiles.js';

/** The examples of a table: its own parts or cut into some, encoded by what the training part says. */
export function tableExamples(given: TableParts, name: string, options: ReadExamplesOptions): ReadExamples {
  const { label, testFraction, validationFraction, seed = 0 } = options;
  const { format, parts } = given;
  const notes = [...(given.notes ?? []), ...(given.train.notes ?? [])];
  const messages = `${caller}, '${name}'`;
  const found = options.encoding === undefined ? pixelTable(without(given.train, options.exclude), label) : undefined;
  const images = tableImages(given, messages, found, options);
  if (images !== undefined) return { format, ...holdOut({ ...images, parts, notes }, options), table: given.train };
  const cut = (
    whole: Table,
    own: Table | undefined,
    fraction: number | undefined,
    place: number,
  ): { train: Table; validation?: Table } => {
    if (own !== undefined) return { train: whole, validation: own };
    if (fraction === undefined) return { train: whole };
    const stratify = label !== undefined && whole.columns.some((column) => column.name === label && column.type !== 'text');
    return splitTable(whole, { fraction, seed: seed + place, ...(stratify ? { label } : {}) });
  };
  const { train: rest, validation: test } = cut(given.train, given.test, testFraction, 0);
  const { train, validation } = cut(rest, given.validation, validationFraction, 1);
  const encoding = options.encoding ?? fittedEncoding(train, given, options);
  const encode = (part: Table): Examples<'none'> => encodeTable(part, encoding, { name: messages });
  const size = `${found?.height}x${found?.width}${found?.channels === 1 ? '' : `x${found?.channels}`}`;
  const said = [
    ...notes,
    ...(found === undefined ? [] : [`the rows look like images of ${size}; with image ${size} they are read as images`]),
  ];
  return {
    format,
    train: encode(train),
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    table: given.train,
    ...(parts === undefined ? {} : { parts }),
    ...(said.length === 0 ? {} : { notes: said }),
  };
}

function fittedEncoding(train: Table, parts: TableParts, { label, exclude, standardize }: ReadExamplesOptions): TableEncoding {
  const encoding = fitTableEncoding(train, {
    ...(label === undefined ? {} : { label }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(standardize === undefined ? {} : { standardize }),
  });
  const name = encoding.label?.name;
  if (name === undefined) return encoding;
  // Classes are those of the whole table: one that training lacks keeps its place.
  const labeled = [parts.train, parts.validation, parts.test].filter((table) =>
    table?.columns.some((column) => column.name === name),
  );
  const inAll = (column: TableColumn): boolean =>
    labeled.every((table) => table?.columns.some((other) => other.name === column.name));
  const together = labeled.flatMap((table) =>
    table === undefined ? [] : [{ name, table: { ...table, columns: table.columns.filter(inAll) } }],
  );
  const { label: whole } = fitTableEncoding(joinTables(together, Infinity), { label: name });
  return whole === undefined ? encoding : { ...encoding, label: whole };
}

const without = (table: Table, names: readonly string[] = []): Table => ({
  ...table,
  columns: table.columns.filter((column) => !names.includes(column.name)),
});

/** The rows as images, where that is asked for or the names of the columns say that they are pixels. */
function tableImages(
  { train, validation, test }: TableParts,
  messages: string,
  found: PixelTable | undefined,
  { image, label: given, exclude }: ReadExamplesOptions,
): Pick<ReadExamples, 'train' | 'validation' | 'test'> | undefined {
  if (image === undefined && found?.named !== true) return undefined;
  const label = given ?? found?.label;
  const choice = { ...(label === undefined ? {} : { label }), ...(exclude === undefined ? {} : { exclude }) };
  const pixels =
    found?.named === true && image === undefined ? found : { ...image!, pixels: pixelsOf(messages, train, image!, choice) };
  const tables = [train, validation, test].flatMap((table) => table ?? []);
  const classes =
    label === undefined
      ? undefined
      : labelClasses(
          messages,
          tables.map((table) => labelsOf(messages, columnOf(messages, table, label))),
        );
  const read = (table: Table): Examples<'none'> => imagesOfTable(messages, table, { ...pixels, ...choice }, classes);
  const { notes: more = [], ...examples } = read(train);
  const left = train.columns.filter(({ name }) => name !== label && !pixels.pixels.includes(name)).map(({ name }) => name);
  const notes = [
    `the ${pixels.pixels.length} columns of pixels are images of ${pixels.height} by ${pixels.width} by ${pixels.channels}`,
    ...(label === undefined || given !== undefined ? [] : [`column '${label}' is taken for the label`]),
    ...(left.length === 0 ? [] : [`left out: ${left.join(', ')}`]),
    ...more,
  ];
  return {
    train: { ...examples, notes },
    ...(validation === undefined ? {} : { validation: read(validation) }),
    ...(test === undefined ? {} : { test: read(test) }),
  };
}

import { labelClasses } from '../arrayLabels.js';
import type { Examples } from '../examples.js';
import { imagesOfTable, labelsOf, pixelsOf, pixelTable, type PixelTable } from '../pixelTable.js';
import { splitTable } from '../splitTable.js';
import { columnOf, type Table } from '../table.js';
import { encodeTable, fitTableEncoding } from '../tableEncoding.js';
import { holdOut } from './holdOut.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';

/** The examples of a table: cut into parts, encoded by what the training part says. */
export function tableExamples(table: Table, name: string, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { label, exclude, standardize, testFraction, validationFraction, seed = 0 } = options;
  const found = options.encoding === undefined ? pixelTable(without(table, exclude), label) : undefined;
  const images = tableImages(table, `${caller}, '${name}'`, found, options);
  if (images !== undefined) return { ...holdOut({ train: images }, options), table };
  const cut = (whole: Table, fraction: number | undefined, place: number): { train: Table; validation?: Table } => {
    if (fraction === undefined) return { train: whole };
    const stratify = label !== undefined && whole.columns.some((column) => column.name === label && column.type !== 'text');
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
    });
    if (encoding.label !== undefined) {
      // Classes are those of the whole table: one that training lacks keeps its place.
      const { label: whole } = fitTableEncoding(table, { label: encoding.label.name });
      if (whole !== undefined) encoding = { ...encoding, label: whole };
    }
  }
  const fitted = encoding;
  const encode = (part: Table): Examples<'none'> => encodeTable(part, fitted, { name: `${caller}, '${name}'` });
  const size = `${found?.height}x${found?.width}${found?.channels === 1 ? '' : `x${found?.channels}`}`;
  const notes = [`the rows look like images of ${size}; with image ${size} they are read as images`];
  return {
    train: { ...encode(train), ...(found === undefined ? {} : { notes }) },
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    table,
  };
}

const without = (table: Table, names: readonly string[] = []): Table => ({
  ...table,
  columns: table.columns.filter((column) => !names.includes(column.name)),
});

/** The rows as images, where that is asked for or the names of the columns say that they are pixels. */
function tableImages(
  table: Table,
  messages: string,
  found: PixelTable | undefined,
  { image, label: given, exclude }: ReadExamplesOptions,
): Examples<'none'> | undefined {
  if (image === undefined && found?.named !== true) return undefined;
  const label = given ?? found?.label;
  const choice = { ...(label === undefined ? {} : { label }), ...(exclude === undefined ? {} : { exclude }) };
  const pixels =
    found?.named === true && image === undefined ? found : { ...image!, pixels: pixelsOf(messages, table, image!, choice) };
  const classes =
    label === undefined ? undefined : labelClasses(messages, [labelsOf(messages, columnOf(messages, table, label))]);
  const { notes: more = [], ...examples } = imagesOfTable(messages, table, { ...pixels, ...choice }, classes);
  const left = table.columns.filter(({ name }) => name !== label && !pixels.pixels.includes(name)).map(({ name }) => name);
  const notes = [
    `the ${pixels.pixels.length} columns of pixels are images of ${pixels.height} by ${pixels.width} by ${pixels.channels}`,
    ...(label === undefined || given !== undefined ? [] : [`column '${label}' is taken for the label`]),
    ...(left.length === 0 ? [] : [`left out: ${left.join(', ')}`]),
    ...more,
  ];
  return { ...examples, notes };
}

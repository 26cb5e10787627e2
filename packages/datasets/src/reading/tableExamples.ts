import type { Examples } from '../examples.js';
import { joinTables } from '../joinTables.js';
import { rowsOfClasses } from '../rowsOfClasses.js';
import { splitTable } from '../splitTable.js';
import { columnOf, subsetTable, type Table, type TableColumn } from '../table.js';
import { encodeTable, fitTableEncoding, type TableEncoding } from '../tableEncoding.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
import type { TableParts } from './tableFiles.js';

/** The examples of a table: its own parts or cut into some, encoded by what the training part says. */
export function tableExamples(given: TableParts, name: string, options: ReadExamplesOptions): ReadExamples {
  const { label, testFraction, validationFraction, seed = 0 } = options;
  const { format, parts, notes } = given;
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
  const { train, validation } = normalRows(cut(rest, given.validation, validationFraction, 1), options);
  const encoding = options.encoding ?? fittedEncoding(train, given, options);
  const encode = (part: Table): Examples<'none'> =>
    encodeTable(part, encoding, { ...options.encode, name: `${caller}, '${name}'` });
  return {
    format,
    train: encode(train),
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    table: given.train,
    ...(parts === undefined ? {} : { parts }),
    ...(notes === undefined ? {} : { notes }),
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

interface TrainingParts {
  readonly train: Table;
  readonly validation?: Table;
}

/** The rows of the classes that are normal; all where none are named. */
function normalRows(parts: TrainingParts, { label, normal }: ReadExamplesOptions): TrainingParts {
  if (label === undefined || normal === undefined) return parts;
  const only = (table: Table): Table => subsetTable(table, rowsOfClasses(caller, columnOf(caller, table, label), normal));
  const { train, validation } = parts;
  return { train: only(train), ...(validation === undefined ? {} : { validation: only(validation) }) };
}

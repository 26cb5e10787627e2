import { defined } from '../defined.js';
import type { ColumnRole, DataSchema } from '../dataSchema.js';
import { describeTable } from '../describeTable.js';
import type { TableEncoding } from '../encoding/columnEncoding.js';
import { encodeTable } from '../encoding/encodeTable.js';
import { fitTableEncoding, type FitTableEncodingOptions } from '../encoding/fitTableEncoding.js';
import type { Examples } from '../examples.js';
import { joinTables } from '../joinTables.js';
import { rowsOfClasses } from '../rowsOfClasses.js';
import { splitRows } from '../splitTable.js';
import { subset } from '../subset.js';
import { columnOf, subsetTable, type Table, type TableColumn } from '../table.js';

import { caller, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';
import type { TableParts } from './tableFiles.js';

/** The examples of a table: its own parts or cut into some, encoded by what the training part says. */
export function tableExamples(given: TableParts, name: string, options: ReadExamplesOptions): ReadExamples {
  const { testFraction, validationFraction, seed = 0 } = options;
  const schema =
    options.encoding === undefined
      ? describeTable(given.train, { ...options, format: given.format, dialect: given.train.dialect })
      : undefined;
  const named = (role: ColumnRole): string | undefined => schema?.columns?.find((column) => column.role === role)?.name;
  const label = options.label ?? named('label');
  const weight = options.weight ?? named('weight');
  const { format, parts, notes } = given;
  const cut = (rows: Int32Array, own: Table | undefined, fraction: number | undefined, place: number): Cut => {
    if (own !== undefined || fraction === undefined) return { train: rows };
    const stratify = label !== undefined && given.train.columns.some((column) => column.name === label && column.type !== 'text');
    return splitRows(given.train, rows, { fraction, seed: seed + place, ...(stratify ? { label } : {}) });
  };
  // Parts are numbers of rows, as copies of a large table would not fit.
  const all = Int32Array.from({ length: given.train.size }, (_, row) => row);
  const first = cut(all, given.test, testFraction, 0);
  const second = cut(first.train, given.validation, validationFraction, 1);
  const isNormal = normalRows(given.train, label, options);
  const train = isNormal === undefined ? second.train : second.train.filter(isNormal);
  const held = isNormal === undefined ? second.validation : second.validation?.filter(isNormal);
  const encoding = options.encoding ?? fittedEncoding(given, train, schema, { ...options, label });
  const encode = (table: Table): Examples<'none'> =>
    encodeTable(table, encoding, { ...options.encode, weight, name: `${caller}, '${name}'` });
  const whole = encode(given.train);
  const own = given.validation === undefined ? undefined : onlyNormal(given.validation, label, options);
  const validation = own === undefined ? held && rowsOf(whole, held) : encode(own);
  const test = given.test === undefined ? first.validation && rowsOf(whole, first.validation) : encode(given.test);
  return {
    format,
    train: train.length === given.train.size ? whole : rowsOf(whole, train),
    ...defined({ validation, test }),
    encoding,
    ...defined({ schema }),
    table: given.train,
    ...defined({ parts, notes }),
  };
}

function fittedEncoding(
  parts: TableParts,
  rows: Int32Array,
  schema: DataSchema | undefined,
  {
    label,
    exclude,
    standardize,
  }: Pick<FitTableEncodingOptions, 'exclude' | 'standardize'> & { readonly label: string | undefined },
): TableEncoding {
  const encoding = fitTableEncoding(parts.train, {
    rows,
    ...defined({ label, exclude, standardize, schema }),
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

interface Cut {
  readonly train: Int32Array;
  readonly validation?: Int32Array;
}

/** Examples at some rows; with a mask only where something is missing there. */
function rowsOf(examples: Examples<'none'>, rows: Int32Array): Examples<'none'> {
  const { mask, unseen, ...part } = subset(examples, rows);
  return {
    ...part,
    ...(mask?.data.includes(0) ? { mask } : {}),
    ...(unseen === undefined || unseen.length === 0 ? {} : { unseen }),
  };
}

/** Whether a row is of the classes that are normal; undefined where none are named. */
function normalRows(
  table: Table,
  label: string | undefined,
  { normal }: ReadExamplesOptions,
): ((row: number) => boolean) | undefined {
  if (label === undefined || normal === undefined) return undefined;
  const rows = new Set(rowsOfClasses(caller, columnOf(caller, table, label), normal));
  return (row) => rows.has(row);
}

function onlyNormal(table: Table, label: string | undefined, options: ReadExamplesOptions): Table {
  const isNormal = normalRows(table, label, options);
  return isNormal === undefined
    ? table
    : subsetTable(table, Array.from({ length: table.size }, (_, row) => row).filter(isNormal));
}

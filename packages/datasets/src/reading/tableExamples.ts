import type { ColumnRole, DataSchema } from '../dataSchema.js';
import { describeTable } from '../describeTable.js';
import type { TableEncoding } from '../encoding/columnEncoding.js';
import { encodeTable } from '../encoding/encodeTable.js';
import { fitTableEncoding, type FitTableEncodingOptions } from '../encoding/fitTableEncoding.js';
import type { Examples } from '../examples.js';
import { joinTables } from '../joinTables.js';
import { rowsOfClasses } from '../rowsOfClasses.js';
import { splitTable } from '../splitTable.js';
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
  const { train, validation } = normalRows(cut(rest, given.validation, validationFraction, 1), label, options);
  const encoding = options.encoding ?? fittedEncoding(train, given, schema, { ...options, label });
  const encode = (part: Table): Examples<'none'> =>
    encodeTable(part, encoding, { ...options.encode, weight, name: `${caller}, '${name}'` });
  return {
    format,
    train: encode(train),
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    ...(schema === undefined ? {} : { schema }),
    table: given.train,
    ...(parts === undefined ? {} : { parts }),
    ...(notes === undefined ? {} : { notes }),
  };
}

function fittedEncoding(
  train: Table,
  parts: TableParts,
  schema: DataSchema | undefined,
  {
    label,
    exclude,
    standardize,
  }: Pick<FitTableEncodingOptions, 'exclude' | 'standardize'> & { readonly label: string | undefined },
): TableEncoding {
  const encoding = fitTableEncoding(train, {
    ...(label === undefined ? {} : { label }),
    ...(exclude === undefined ? {} : { exclude }),
    ...(standardize === undefined ? {} : { standardize }),
    ...(schema === undefined ? {} : { schema }),
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
function normalRows(parts: TrainingParts, label: string | undefined, { normal }: ReadExamplesOptions): TrainingParts {
  if (label === undefined || normal === undefined) return parts;
  const only = (table: Table): Table => subsetTable(table, rowsOfClasses(caller, columnOf(caller, table, label), normal));
  const { train, validation } = parts;
  return { train: only(train), ...(validation === undefined ? {} : { validation: only(validation) }) };
}

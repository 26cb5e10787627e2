import type { Examples } from '../examples.js';
import { splitTable } from '../splitTable.js';
import type { Table } from '../table.js';
import { encodeTable, fitTableEncoding } from '../tableEncoding.js';
import { caller, type ReadExamples, type ReadExamplesOptions } from './readExamplesOptions.js';

/** The examples of a table: cut into parts, encoded by what the training part says. */
export function tableExamples(table: Table, name: string, options: ReadExamplesOptions): Omit<ReadExamples, 'format'> {
  const { label, exclude, standardize, testFraction, validationFraction, seed = 0 } = options;
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
  return {
    train: encode(train),
    ...(validation === undefined ? {} : { validation: encode(validation) }),
    ...(test === undefined ? {} : { test: encode(test) }),
    encoding,
    table,
  };
}

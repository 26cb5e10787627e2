import { readCsv } from '../csv.js';
import { DataError } from '../dataError.js';
import type { Table } from '../table.js';
import { columnTypes } from '../tableEncoding.js';
import type { TreeFile } from './fileTree.js';
import { caller, mostBytes, type ReadExamplesOptions } from './readExamplesOptions.js';

/** The table of one file. */
export async function readTableFile(
  file: TreeFile,
  format: 'csv' | 'parquet',
  bytes: Uint8Array,
  options: ReadExamplesOptions,
): Promise<Table> {
  const { encoding, csv, maxBytes = mostBytes } = options;
  const types = { ...(encoding === undefined ? {} : columnTypes(encoding)), ...options.types };
  const name = `${caller}, '${file.name}'`;
  if (format === 'csv') {
    const delimiter = /\.tsv(?:\.gz)?$/i.test(file.path) ? '\t' : ',';
    return readCsv(bytes, { delimiter, ...csv, types, maxBytes, name });
  }
  const { readParquet } = await import('../parquet/index.js').catch((error: unknown) => {
    throw new DataError(
      'unsupported',
      `${caller}: '${file.name}' is a Parquet file; install the package hyparquet to read it (npm install hyparquet)`,
      { cause: error },
    );
  });
  return readParquet(bytes, { types, maxBytes, name });
}

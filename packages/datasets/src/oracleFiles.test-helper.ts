import { readdirSync, readFileSync } from 'node:fs';
import { DataError } from './dataError.js';

const folder = new URL('../oracles/', import.meta.url);

/** What `readers.py` says of its files. */
export interface Oracle {
  readonly npy: Record<string, { dtype: string; shape: number[]; data: number[] }>;
  readonly npz: Record<string, { shape: number[]; data: number[] }>;
  readonly png: Record<string, { width: number; height: number; channels: number; data: number[] }>;
  readonly csv: Record<string, (string | number | boolean | null)[]>;
  readonly parquet: Record<string, Record<string, (string | number | boolean | null)[]>>;
}

/** The numbers that the programs which wrote the files read from them. */
export const oracle: Oracle = JSON.parse(readFileSync(new URL('readers.json', folder), 'utf8')) as Oracle;

/** The bytes of a file that `readers.py` wrote. */
export const oracleFile = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`files/${name}`, folder)));

/** The names of the files that `readers.py` wrote, of one ending. */
export const oracleNames = (ending: string): string[] =>
  readdirSync(new URL('files', folder))
    .filter((name) => name.endsWith(ending))
    .sort();

/** The `DataError` that a call throws; any other outcome fails. */
export async function failure(call: () => unknown): Promise<DataError> {
  let outcome: unknown = 'no error';
  try {
    await call();
  } catch (error) {
    outcome = error;
  }
  if (!(outcome instanceof DataError)) throw new Error(`a DataError was expected, not ${String(outcome)}`, { cause: outcome });
  return outcome;
}

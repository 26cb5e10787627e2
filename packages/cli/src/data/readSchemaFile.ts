import { readFile } from 'node:fs/promises';
import { type DataSchema, dataSchemaFromJSON } from '@vaekit/datasets';
import { UsageError } from '../usageError.js';

/** The description in a file. @throws UsageError when it cannot be read, DataError when it is none */
export async function readSchemaFile(path: string): Promise<DataSchema> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UsageError(`--schema ${path} cannot be read: ${(error as Error).message}`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--schema ${path} is not JSON: ${(error as Error).message}`);
  }
  return dataSchemaFromJSON(json);
}

import { readFile } from 'node:fs/promises';
import { messageOf } from '@vaekit-internal/base';
import { type DataSchema, dataSchemaFromJSON } from '@vaekit/datasets';
import { errorText } from '../errorText.js';
import { UsageError } from '../usageError.js';

/** The description in a file. @throws UsageError when it cannot be read, DataError when it is none */
export async function readSchemaFile(path: string): Promise<DataSchema> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : `cannot be read: ${messageOf(error)}`;
    throw new UsageError(`--schema ${path} ${why}; \`vaekit data info NAME --write-schema FILE\` writes such a file`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--schema ${path} is not JSON: ${messageOf(error)}`);
  }
  try {
    return dataSchemaFromJSON(json);
  } catch (error) {
    throw new Error(`--schema ${path}: ${errorText(error, [])}`, { cause: error });
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csv } from '../pictures/csv.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';

/** JSON lines as CSV: a column for each name that a line has, in the order they are met. */
function csvOfJsonLines(text: string): string {
  const records = text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    try {
      const record: unknown = JSON.parse(line);
      if (typeof record === 'object' && record !== null && !Array.isArray(record)) return [new Map(Object.entries(record))];
    } catch {
      // Said below.
    }
    throw new UsageError(`--data -: line ${i + 1} of the standard input is no JSON object; expected one in each line, or CSV`);
  });
  const names = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const cell = (value: unknown): number | string =>
    value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return csv(
    names,
    records.map((record) => names.map((name) => cell(record.get(name)))),
  );
}

/**
 * What is on the standard input, as a file for as long as `read` works: CSV, JSON lines, or any other format that is told by its content.
 *
 * @throws UsageError when there is nothing, or a line of JSON is no object
 */
export async function withStandardInput<T>({ input }: Terminal, read: (path: string) => Promise<T>): Promise<T> {
  const bytes = await input();
  const start = bytes.find((byte) => byte > 0x20);
  if (start === undefined) throw new UsageError('--data -: the standard input is empty; expected CSV or JSON lines');
  const folder = await mkdtemp(join(tmpdir(), 'vaekit-'));
  const path = join(folder, 'standard-input');
  try {
    await writeFile(path, start === 0x7b ? csvOfJsonLines(new TextDecoder().decode(bytes)) : bytes);
    return await read(path);
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(path, 'the standard input');
    throw error;
  } finally {
    await rm(folder, { recursive: true });
  }
}

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

/** Runs `node EXAMPLE/main.js …` and gives its lines; a test of an example fails with what the example printed. */
export async function runExample(example, args) {
  const file = fileURLToPath(new URL(`${example}/main.js`, import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file, ...args], { timeout: 170_000 });
  return { lines: stdout.trimEnd().split('\n'), stderr };
}

/** The numbers in a text, in order. */
export const numbersIn = (text) => (text.match(/-?\d+(?:\.\d+)?(?:e[-+]\d+)?/g) ?? []).map(Number);

/** A folder for what an example writes, gone when the test has ended. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'vaekit-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

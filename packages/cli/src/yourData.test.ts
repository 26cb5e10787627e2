import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectShown, shownCommands } from './docsPage.test-helper.js';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

const before = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  cpSync(join(docs, 'your-data'), folder, { recursive: true });
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

describe('the page about your data', () => {
  it.each([...shownCommands(readFileSync(join(docs, 'your-data.md'), 'utf8'))])('%s', async (_, commands) => {
    expect(commands.length).toBeGreaterThan(0);
    await expectShown(commands);
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { expectShown, shownCommands } from './docsPage.test-helper.js';

const page = readFileSync(fileURLToPath(new URL('../../../docs/is-it-good.md', import.meta.url)), 'utf8');

// Trainings differ in their last digits from machine to machine, and a little more at their end.
const PART = 0.1;

const before = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

describe('the page about what a model is worth', () => {
  it.each([...shownCommands(page)].filter(([, commands]) => commands.length > 0))('%s', (_, commands) =>
    expectShown(commands, PART),
  );
});

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './main.js';
import { outputTo } from './terminal.js';
import { recordingTerminal } from './terminal.test-helper.js';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

/** A command of the page, with what the page says it prints. */
interface Shown {
  readonly command: string;
  readonly prints: readonly string[];
}

/** The commands of a page's `console` blocks, by the heading above them. */
function shownCommands(page: string): ReadonlyMap<string, readonly Shown[]> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const blocks = [...section.matchAll(/^```console\n(.*?)^```$/gms)].map(([, block]) => block!);
      const commands = blocks.flatMap((block) => block.split(/^\$ /m).slice(1));
      return [
        section.slice(0, section.indexOf('\n')),
        commands.map((text) => {
          const [command = '', ...prints] = text.trimEnd().split('\n');
          return { command, prints };
        }),
      ];
    }),
  );
}

/** Text that reads as the page shows: `…` stands for any rest of a line, and alone for any lines. */
function pattern(prints: readonly string[]): RegExp {
  const lines = prints.map((line) =>
    line === '…' ? '(?:.*\n)*?' : `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}\n`,
  );
  return new RegExp(`^${lines.join('')}$`);
}

/** Runs a command of the page in the working folder: `vaekit`, perhaps with standard input from a file. */
async function run(command: string): Promise<{ readonly code: number; readonly printed: string }> {
  const [call = '', inputFile] = command.split(' < ');
  const [program, ...args] = [...call.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
  expect(program).toBe('vaekit');
  const terminal = recordingTerminal(inputFile === undefined ? {} : { input: readFileSync(inputFile, 'utf8') });
  let printed = '';
  const stream = outputTo((text) => void (printed += text), { isTerminal: false, columns: 80 });
  const code = await main(args, { ...terminal, out: stream, err: stream });
  return { code, printed };
}

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
    for (const { command, prints } of commands) {
      const { code, printed } = await run(command);
      expect(code, `${command}\n${printed}`).toBe(0);
      expect(printed, command).toMatch(pattern(prints));
    }
  });
});

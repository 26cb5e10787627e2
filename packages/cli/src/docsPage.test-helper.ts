import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { main } from './main.js';
import { outputTo } from './terminal.js';
import { recordingTerminal } from './terminal.test-helper.js';

// Pages of `docs` whose `console` blocks are typed, and read against what the page says that they print.

/** A command of a page, with what the page says it prints. */
export interface Shown {
  readonly command: string;
  readonly prints: readonly string[];
}

/** The commands of a page's `console` blocks, by the heading above them. */
export function shownCommands(page: string): ReadonlyMap<string, readonly Shown[]> {
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

const NUMBER = /\d+(?:\.\d+)?/g;

/** Text that reads as the page shows: `…` stands for any rest of a line, and alone for any lines. @param number what a number may be; itself unless given */
function pattern(prints: readonly string[], number?: string): RegExp {
  const lines = prints.map((line) => {
    if (line === '…') return '(?:.*\n)*?';
    const text = line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*');
    return `${number === undefined ? text : text.replaceAll(/\d+(?:\\\.\d+)?/g, number)}\n`;
  });
  return new RegExp(`^${lines.join('')}$`);
}

/** Runs a command of a page in the working folder: `vaekit`, perhaps with standard input from a file. */
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

/** Types the commands, and expects what they print. @param part by which part of itself a number may differ, or by so many of its last digits; 0 unless given */
export async function expectShown(commands: readonly Shown[], part = 0): Promise<void> {
  for (const { command, prints } of commands) {
    const { code, printed } = await run(command);
    expect(code, `${command}\n${printed}`).toBe(0);
    if (part === 0) {
      expect(printed, command).toMatch(pattern(prints));
      continue;
    }
    const found = pattern(prints, '(\\d+(?:\\.\\d+)?)').exec(printed);
    expect(found === null ? printed : '', command).toBe('');
    const shown = [...prints.join('\n').matchAll(NUMBER)].map(([text]) => text);
    for (const [i, text] of shown.entries()) {
      const last = 10 ** -(text.split('.')[1]?.length ?? 0);
      expect(Math.abs(Number(found![i + 1]) - Number(text)), `${command}: ${text}`).toBeLessThanOrEqual(
        Math.max(part * Number(text), 1.5 * last),
      );
    }
  }
}

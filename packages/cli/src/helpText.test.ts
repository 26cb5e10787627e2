import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from './commandLine.js';
import { command } from './command.js';
import { commands } from './commands/commands.js';
import { commandHelp, programHelp } from './helpText.js';
import { custom } from './optionSpec.js';

describe('help', () => {
  it('names every command', () => {
    const text = programHelp(commands, '1.2.3', { columns: 80, color: false });
    for (const { name } of commands) expect(text).toContain(name);
    expect(text).toContain('1.2.3');
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s: every option, and examples that are accepted',
    (name, command) => {
      const text = commandHelp(command, { columns: 80, color: false });
      for (const option of Object.keys(command.options)) expect(text).toContain(`--${option}`);
      expect(command.examples.length).toBeGreaterThan(0);
      for (const example of command.examples) {
        expect(text).toContain(example);
        const words = [...example.replace(/ > .*$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
        expect(words[0]).toBe('vaekit');
        const request = readCommandLine(commands, words.slice(1));
        expect(request).toMatchObject({ kind: 'run', command: { name } });
        if (request.kind === 'run')
          command.check(request.values, { terminal: undefined as never, operands: request.operands, given: request.given });
      }
    },
  );

  it.each(commands.map((command) => [command.name, command] as const))('%s: the README has every option', (name, command) => {
    const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const missing = Object.keys(command.options).filter((option) => !new RegExp(`--${option}(?![\\w-])`).test(text));
    expect(missing, name).toEqual([]);
  });

  it('the README of the repository lists every command', () => {
    const text = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const list = /lists the commands: ([\s\S]*?)\. \[More\]/.exec(text)![1]!;
    const listed = [...list.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => {
      const [first, ...rest] = name!.split(' ');
      return rest.length === 0
        ? [first!]
        : rest
            .join(' ')
            .split('|')
            .map((second) => `${first} ${second}`);
    });
    expect(listed.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  it('says which options may be given several times', () => {
    const several = custom<readonly string[]>('what to vary', {
      fallback: [],
      repeats: true,
      read: (text) => [text],
      expected: '',
    });
    const sweep = command({ name: 'sweep', summary: 'Sweep', options: { vary: several }, examples: [] });
    expect(commandHelp(sweep, { columns: 100, color: false })).toMatch(
      /--vary VALUE +what to vary; may be given several times$/m,
    );
  });

  it('keeps to the width of the terminal', () => {
    for (const command of commands) {
      const lines = commandHelp(command, { columns: 80, color: false }).split('\n');
      for (const line of lines.filter((line) => !line.startsWith('  $'))) expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});

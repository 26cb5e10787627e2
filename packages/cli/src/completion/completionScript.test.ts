import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalog } from '@vaekit/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../command.js';
import { commands } from '../commands/commands.js';
import { custom, whole } from '../optionSpec.js';
import { completionScript } from './completionScript.js';
import { completionTable } from './completionTable.js';

const modelNames = catalog.map(({ name }) => name);

const there = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

let folder: string;
const script = (shell: 'bash' | 'fish' | 'zsh'): string => join(folder, `script.${shell}`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  for (const shell of ['bash', 'zsh', 'fish'] as const) writeFileSync(script(shell), completionScript(shell, commands));
  mkdirSync(join(folder, 'runs', 'my digits'), { recursive: true });
  mkdirSync(join(folder, 'runs', 'moons'));
  writeFileSync(join(folder, 'runs', 'notes.txt'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command with an option that may be given several times. */
const varied = command<{ readonly vary: readonly string[]; readonly seed: number }>({
  name: 'sweep',
  summary: 'Sweep',
  options: {
    vary: custom<readonly string[]>('what to vary', { fallback: [], repeats: true, read: (text) => [text], expected: 'a text' }),
    seed: whole('seed', { fallback: 0 }),
  },
  examples: [],
});

/** What a shell that need not be there prints. */
const run = (shell: string, args: readonly string[]): string => execFileSync(shell, args, { cwd: folder, encoding: 'utf8' });

/** What bash offers for a line as it cuts it into words; the cursor is in the last one. */
function bash(...words: string[]): string[] {
  return bashWith(script('bash'), words);
}

function bashWith(file: string, words: readonly string[]): string[] {
  const program = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vaekit; printf "%s\\n" "${COMPREPLY[@]}"';
  const text = execFileSync('bash', ['-c', program, 'bash', file, 'vaekit', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

describe.runIf(there('bash'))('bash', () => {
  it('completes commands, of two words too', () => {
    expect(bash('tr')).toEqual(['train', 'transform', 'traverse']);
    expect(bash('')).toEqual([...new Set(commands.map(({ name }) => name.split(' ')[0]!))].sort());
    expect(bash('-')).toEqual(['--help', '--version']);
    const data = commands.filter(({ name }) => name.startsWith('data ')).map(({ name }) => name.split(' ')[1]!);
    expect(bash('data', '')).toEqual(data.sort());
    expect(bash('completion', '')).toEqual(['bash', 'fish', 'zsh']);
  });

  it('completes options of the command, each once', () => {
    expect(bash('train', '--mo')).toEqual(['--modalities', '--model']);
    expect(bash('train', '--b')).toEqual(['--backend', '--batch-norm', '--batch-size', '--beta', '--binarize', '--bounds']);
    expect(bash('train', '--batch-size', '3', '--b')).not.toContain('--batch-size');
    expect(bash('train', '--model', 'vae', '')).toContain('--latent');
    for (const command of completionTable(commands))
      expect(bash(...command.name.split(' '), '--')).toEqual(
        Object.keys(command.options)
          .map((name) => `--${name}`)
          .sort(),
      );
  });

  it('completes values, behind an equals sign too', () => {
    expect(bash('train', '--model', '')).toEqual(modelNames);
    expect(bash('train', '--model', 'c')).toEqual(modelNames.filter((name) => name.startsWith('c')));
    expect(bash('train', '--model', '=', 'c')).toEqual(modelNames.filter((name) => name.startsWith('c')));
    expect(bash('train', '--model', '=')).toEqual(modelNames);
    expect(bash('train', '--latent', '')).toEqual([]);
    expect(bash('data', 'info', 'di')).toContain('digits');
  });

  it('completes runs with folders, files with files, names with blanks whole', () => {
    expect(bash('sample', 'runs/')).toEqual(['runs/moons', 'runs/my digits']);
    expect(bash('compare', 'runs/moons', 'runs/my')).toEqual(['runs/my digits']);
    expect(bash('sample', 'runs/moons', '--out', 'runs/n')).toEqual(['runs/notes.txt']);
    expect(bash('train', '--resume', 'runs/m')).toEqual(['runs/moons', 'runs/my digits']);
  });

  it('offers an option that repeats again', () => {
    writeFileSync(script('bash') + '.again', completionScript('bash', [varied]));
    const again = (...words: string[]): string[] => bashWith(script('bash') + '.again', words);
    expect(again('sweep', '--vary', 'a', '--se')).toEqual(['--seed']);
    expect(again('sweep', '--vary', 'a', '--v')).toEqual(['--vary']);
    expect(again('sweep', '--seed', '1', '--se')).toEqual([]);
  });

  it('is registered for the program', () => {
    const text = execFileSync('bash', ['-c', 'source "$1"; complete -p vaekit', 'bash', script('bash')], { encoding: 'utf8' });
    expect(text).toBe('complete -F _vaekit vaekit\n');
  });
});

it('tells zsh which options may come again', () => {
  const text = completionScript('zsh', [varied]);
  expect(text).toContain("'*--vary=[what to vary]:VALUE: '");
  expect(text).toContain("'--seed=[seed]:N: '");
});

describe.runIf(there('zsh'))('zsh', () => {
  it('is a script that zsh reads, and defines the function', () => {
    expect(spawnSync('zsh', ['-n', script('zsh')], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    const program = 'compdef() { print -r -- "$@" }; source $1; whence -w _vaekit';
    expect(execFileSync('zsh', ['-fc', program, 'zsh', script('zsh')], { encoding: 'utf8' })).toBe(
      '_vaekit vaekit\n_vaekit: function\n',
    );
  });

  it('hands every option to _arguments with its values', () => {
    // In place of zsh's own: prints what it is given.
    const program = '_arguments() { print -rl -- "$@" }; compdef() { }; source $1; shift; words=("$@"); CURRENT=$#; _vaekit';
    const given = (...words: string[]): string[] =>
      execFileSync('zsh', ['-fc', program, 'zsh', script('zsh'), 'vaekit', ...words], { encoding: 'utf8' }).split('\n');
    expect(given('train', '--model', '')).toContain(
      expect.stringMatching(new RegExp(`^--model=\\[what to train.*\\]:NAME:\\(${modelNames.join(' ')}\\)$`)),
    );
    expect(given('data', 'info', '')).toContain(
      `1:operand:{_alternative "words:word:(${commands.find(({ name }) => name === 'data info')!.operandWords!.join(' ')})" "paths:path:_files"}`,
    );
    expect(given('compare', 'runs/a', '')).toContain('*:operand:_directories');
  });
});

describe.runIf(there('fish'))('fish', () => {
  const fish = (line: string): string[] =>
    run('fish', ['--no-config', '-c', 'source $argv[1]; complete -C $argv[2]', script('fish'), line])
      .split('\n')
      .filter((one) => one !== '')
      .map((one) => one.split('\t')[0]!)
      .sort();

  it('completes commands, options and values', () => {
    expect(fish('vaekit tra')).toEqual(['train', 'transform', 'traverse']);
    expect(fish('vaekit train --mo')).toEqual(['--modalities', '--model']);
    expect(fish('vaekit train --model c')).toEqual(modelNames.filter((name) => name.startsWith('c')));
    expect(fish('vaekit data info di')).toContain('digits');
    expect(fish('vaekit sample runs/m')).toEqual(['runs/moons/', 'runs/my digits/']);
  });
});

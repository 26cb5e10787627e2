import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from './commands/commands.js';
import { errorText } from './errorText.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();

describe('errorText', () => {
  it.each([
    ["locateDataSet: the data folder 'x' does not exist", "the data folder 'x' does not exist"],
    ['fit: the data has no batches', 'the data has no batches'],
    ['fit (validationData): label 3 at row 0 is out of range', 'label 3 at row 0 is out of range'],
    ["readExamples, 'x.csv': the file is empty", "'x.csv': the file is empty"],
    ['imageExamples: `size.width` is 60000; a whole number', '--size: the width is 60000; a whole number'],
    ['conv: pad the images or use fewer `filters`', 'pad the images or give fewer numbers to --filters'],
    ['readExamples, broken.png: the file ends', 'broken.png: the file ends'],
    ['validateExamples (readExamples, a.png): `x` is NaN', 'a.png: `x` is NaN'],
    ["readExamples, 'photos', a/1.png: the file ends", "'photos', a/1.png: the file ends"],
    ["validateExamples (readExamples, 'it's x.npy'): `x` is NaN", "'it's x.npy': `x` is NaN"],
    ['cannot load run: deserialize: readSafetensors: too short', 'cannot load run: deserialize: too short'],
    ['say which (--channels first or last, option `channels`)', 'say which (--channels first or last)'],
    ['say it, as in --column a=date (option `types`)', 'say it, as in --column a=date'],
    [
      'name another source (option `mirrors`, variable VAEKIT_DATA_MIRRORS), or',
      'name another source (variable VAEKIT_DATA_MIRRORS), or',
    ],
    ['photos: 3 files are damaged', 'photos: 3 files are damaged'],
    ['runs/myRun: it is damaged', 'runs/myRun: it is damaged'],
  ])('%j is said as %j', (said, expected) => expect(errorText(new Error(said), [])).toBe(expected));

  it('says only what the command has', () => {
    const error = new Error(
      'Look for NaN or out-of-range values in the data, lower the learning rate, or set `clipNorm`. Nothing was saved',
    );
    expect(errorText(error, ['clip-norm'])).toContain('lower the learning rate, or give --clip-norm. Nothing');
    expect(errorText(error, [])).toBe(
      'Look for NaN or out-of-range values in the data, or lower the learning rate. Nothing was saved',
    );
  });

  it('knows the function that stands before every error of the packages behind the program', () => {
    const packages = fileURLToPath(new URL('../..', import.meta.url));
    const unknown: string[] = [];
    for (const name of ['core', 'cvae', 'datasets', 'export', 'models', 'onnx', 'pictures', 'runs']) {
      const folder = join(packages, name, 'src');
      for (const file of readdirSync(folder, { recursive: true }) as string[]) {
        if (!file.endsWith('.ts') || file.includes('.test')) continue;
        const text = readFileSync(join(folder, file), 'utf8');
        for (const [, prefix] of text.matchAll(/Error\(\s*(?:'[a-z-]+',\s*)?[`']([a-z][A-Za-z0-9]*): /g))
          if (errorText(new Error(`${prefix}: what`), []) !== 'what') unknown.push(`${name}/${file}: ${prefix}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});

describe('advice', () => {
  it('names options that there are', () => {
    const known = new Set([
      ...commands.flatMap(({ options }) => Object.keys(options)),
      'config',
      'no-config',
      'help',
      'version',
      'debug',
    ]);
    // A placeholder, and what is said only where a command has it.
    for (const word of ['option', 'clip-norm']) known.add(word);
    const packages = fileURLToPath(new URL('../..', import.meta.url));
    const strange: string[] = [];
    for (const name of ['cli', 'datasets', 'runs', 'pictures']) {
      const folder = join(packages, name, 'src');
      for (const file of readdirSync(folder, { recursive: true }) as string[]) {
        if (!file.endsWith('.ts') || file.includes('.test') || file.startsWith('completion')) continue;
        for (const [, option] of readFileSync(join(folder, file), 'utf8').matchAll(/--([a-z][a-z-]*[a-z])/g))
          if (!known.has(option!)) strange.push(`${file}: --${option}`);
      }
    }
    expect(strange).toEqual([]);
  });
});

describe('what the program says of data that a model cannot take', () => {
  const rows = (label: (row: number) => string): string => {
    const path = join(temporary(), 'rows.csv');
    const lines = Array.from({ length: 2400 }, (_, row) => `${(row * 7) % 10},${(row * 3) % 8},${label(row)}`);
    writeFileSync(path, `a,b,label\n${lines.join('\n')}\n`);
    return path;
  };
  it.each([
    [
      'one class',
      () => 'only',
      /^vaekit train: --model cvae tells classes apart, but rows\.csv has one alone \(only\); take a --model without classes, such as vae\n$/,
    ],
    [
      'a word for each row',
      (row: number) => `w${row}`,
      /the label 'label' has 2400 different values; at most 1000 classes were expected\n$/,
    ],
    [
      'more words than classes',
      (row: number) => `w${row >> 1}`,
      /the label 'label' has 1200 different values; at most 1000 classes were expected\n$/,
    ],
    [
      'more numbers than classes',
      (row: number) => String(row),
      /the label 'label' has 2400 different values; at most 1000 classes were expected\n$/,
    ],
  ])('%s', async (_, label, expected) => {
    const out = join(temporary(), 'run');
    const { code, err } = await vaekit('train', '--model', 'cvae', '--data', rows(label), '--label', 'label', '--out', out);
    expect(code).toBeGreaterThan(0);
    expect(err).toMatch(expected);
    expect(err).toMatch(/^[^\n]*\n$/);
    expect(err).not.toMatch(/\b[a-z]+[A-Z]\w*: |oneHot/);
  });

  it('names the file that cannot be written', async () => {
    const { code, err } = await vaekit('data', 'info', 'moons', '--write-schema', '/proc/nowhere.json');
    expect(code).toBeGreaterThan(0);
    expect(err).not.toMatch(/\.tmp/);
  });
});

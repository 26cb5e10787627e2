import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalog } from '@vaekit/models';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RunRequest, readCommandLine } from '../commandLine.js';
import { commands } from '../commands/commands.js';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { recordingTerminal } from '../terminal.test-helper.js';
import { applyConfig } from './applyConfig.js';
import { loadConfig } from './loadConfig.js';
import { vaekit } from '../vaekit.test-helper.js';

const modelNames = catalog.map(({ name }) => name);

const temporary = temporaryFolders();
afterEach(() => void vi.restoreAllMocks());

/** A working folder with these files. */
function workingFolder(files: Readonly<Record<string, string>>): string {
  const folder = temporary();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  process.chdir(folder);
  return process.cwd();
}
const start = process.cwd();
afterEach(() => process.chdir(start));

async function values(...line: string[]): Promise<Readonly<Record<string, unknown>>> {
  const request = readCommandLine(commands, line) as RunRequest;
  return applyConfig(request, await loadConfig(request.config), commands);
}

async function refused(...line: string[]): Promise<string> {
  const { code, out, err } = await vaekit(...line);
  expect([code, out]).toEqual([2, '']);
  return err;
}

describe('a configuration file', () => {
  it('has options by command; what is typed wins', async () => {
    workingFolder({
      'vaekit.config.json': JSON.stringify({
        train: { latent: 7, hidden: [300, 100], batchSize: 32, 'batch-norm': true, lr: 1e-4, validation: 'none', data: 'digits' },
        sample: { temperature: 0.5 },
      }),
    });
    expect(await values('train', '--latent', '9')).toMatchObject({
      latent: 9,
      hidden: [300, 100],
      'batch-size': 32,
      'batch-norm': true,
      lr: 1e-4,
      validation: 'none',
      data: 'digits',
      epochs: undefined,
    });
    expect(await values('train', '--batch-norm=false')).toMatchObject({ 'batch-norm': false });
    expect(await values('train', '--no-config')).toMatchObject({ latent: undefined, 'batch-norm': false });
    expect(await values('sample', 'runs/a')).toMatchObject({ temperature: 0.5, seed: 0 });
    expect(await values('evaluate', 'runs/a')).toMatchObject({ seed: 0 });
  });

  it('does not count as typed, so that options of other models may stand in it', async () => {
    workingFolder({ 'vaekit.config.json': '{"train":{"prior":"standard","data":"moons"}}' });
    const request = readCommandLine(commands, ['train', '--model', 'vae']) as RunRequest;
    const read = applyConfig(request, await loadConfig(undefined), commands);
    expect(read['prior']).toBe('standard');
    const context = { terminal: recordingTerminal(), operands: [], given: request.given };
    expect(() => request.command.check(read, context)).not.toThrow();
  });

  it.each([
    ['vaekit.config.mjs', 'const latent = 3 + 4;\nexport default { train: { latent } };'],
    [
      'vaekit.config.ts',
      [
        "import { latent, type Options } from './shared';",
        'enum Width { Narrow = 5, Wide = 50 }',
        'interface Config { train: Options }',
        'export default { train: { latent: latent as number, hidden: [Width.Wide] } } satisfies Config;',
      ].join('\n'),
    ],
  ])('%s is run where it is named', async (name, content) => {
    const shared = 'export interface Options { latent: number; hidden: number[] }\nexport const latent: number = 7;';
    workingFolder({ [name]: content, 'shared.ts': shared });
    expect(await values('train', '--config', name)).toMatchObject({ latent: 7 });
    expect(await values('train')).toMatchObject({ latent: undefined });
  });

  it('is found by its path; paths in it are relative to it', async () => {
    const folder = workingFolder({ 'sub/my.json': '{"train":{"data":"mnist","data-dir":"numbers","out":"/there"}}' });
    const read = await values('train', '--config', 'sub/my.json');
    expect(read).toMatchObject({ data: 'mnist', 'data-dir': join(folder, 'sub', 'numbers'), out: '/there' });
    workingFolder({ 'vaekit.config.json': '{"train":{"data-dir":"numbers"}}' });
    expect(await values('train')).toMatchObject({ 'data-dir': 'numbers' });
  });

  it('is really used', async () => {
    workingFolder({ 'vaekit.config.json': '{"train":{"data":"moons","arch":"conv"}}' });
    expect(await refused('train')).toContain('--arch conv needs images, but moons has points');
    expect(await refused('train', '--no-config')).toContain('--data is missing');
  });

  it.each([
    [{ trian: {} }, 'trian is unknown (did you mean train?); expected commands: train, '],
    [{ train: { laten: 3 } }, 'train.laten is unknown (did you mean latent?); `vaekit train --help` lists the options'],
    [{ train: { batchsize: 3 } }, 'train.batchsize is unknown (did you mean batchSize?)'],
    [{ train: { 'batch-sise': 3 } }, 'train.batch-sise is unknown (did you mean batch-size?)'],
    [{ sample: { latent: 3 } }, 'sample.latent is unknown'],
    [{ train: { latent: 0 } }, 'train.latent is 0; expected a whole number of at least 1'],
    [{ train: { latent: null } }, 'train.latent is null; expected N, as on the command line'],
    [{ train: { hidden: [4, [5]] } }, 'train.hidden is [4,[5]]; expected N,N|none, as on the command line'],
    [{ train: { model: 'cvaee' } }, `train.model is cvaee; expected one of ${modelNames.join(', ')} (did you mean cvae?)`],
    [{ train: { 'no-preview': 'yes' } }, 'train.no-preview is "yes"; expected true or false'],
    [{ train: { resume: 'runs/a' } }, 'train.resume belongs on the command line; leave it out'],
    [{ train: { batchSize: 3, 'batch-size': 4 } }, 'train.batch-size is given twice, as batch-size and batchSize; keep one'],
    [{ train: 3 }, 'train is 3; expected an object of options'],
    [{ 'data info': { json: true } }, 'data info reads no configuration file; leave it out'],
    [[1], 'vaekit.config.json is [1]; expected an object such as { "train": { "latent": 16 } }'],
  ])('%j is refused', async (content, message) => {
    workingFolder({ 'vaekit.config.json': JSON.stringify(content) });
    const error = await refused('sample', 'nowhere');
    expect(error).toMatch(/^vaekit sample: vaekit\.config\.json/);
    expect(error).toContain(message);
    expect(error.trimEnd().split('\n')).toHaveLength(1);
  });

  it('exists and can be read', async () => {
    workingFolder({ 'vaekit.config.json': '{}' });
    expect(await refused('train', '--config', 'x.json')).toContain('--config x.json does not exist');
    expect(await refused('train', '--config', 'x.yaml')).toContain('--config x.yaml ends in .yaml; expected one of .json,');
    expect(await refused('train', '--config')).toContain('--config needs a value: --config FILE');
    expect(await refused('train', '--config', 'x.json', '--no-config')).toContain('contradict each other');
    expect(await refused('train', '--latent=')).toContain('--latent is empty');

    workingFolder({ 'vaekit.config.json': '{"train":' });
    const cut = await vaekit('train');
    expect(cut.code).toBe(1);
    expect(cut.err).toMatch(/^vaekit train: cannot load vaekit\.config\.json: .*\n$/);
    workingFolder({ 'mine.mjs': "throw new Error('not today');" });
    const thrown = await vaekit('train', '--config', 'mine.mjs', '--debug');
    expect(thrown.code).toBe(1);
    expect(thrown.err).toContain('vaekit train: cannot load mine.mjs: not today\n');
    expect(thrown.err).toContain('caused by Error: not today\n    at ');
  });

  it.each(commands)('$name has a type, if it reads one', ({ name, readsConfig }) => {
    const text = readFileSync(new URL('vaekitConfig.ts', import.meta.url), 'utf8');
    expect(new RegExp(`readonly '?${name}'?\\?:`).test(text)).toBe(readsConfig);
  });
});

describe('a folder that was not asked for', () => {
  const endings = ['ts', 'mts', 'mjs', 'js'];
  /** A program that leaves a trace where it is run. */
  const trap = (marker: string): string =>
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(marker)}, '');\nexport default {};\n`;

  /** A working folder in which code lies under these names, and the trace that it would leave. */
  function trapped(names: readonly string[], files: Readonly<Record<string, string>> = {}): string {
    const marker = join(temporary(), 'marker');
    workingFolder({ ...files, ...Object.fromEntries(names.map((ending) => [`vaekit.config.${ending}`, trap(marker)])) });
    return marker;
  }

  async function said(line: readonly string[]): Promise<readonly [code: number, out: string, err: string]> {
    const { code, out, err } = await vaekit(...line);
    return [code, out, err];
  }

  it.each([
    // What follows a name is a run, a set or a shell that there is not, so that no command has work to do.
    ...commands.map(({ name, operands }) => [name, ...operands.map(() => 'nowhere')].join(' ')),
    'completion bash',
    '--help',
    '--version',
    'help train',
    'train --help',
    '',
  ])('runs no code and says nothing of it: vaekit %s', async (words) => {
    const line = words.split(' ').filter((word) => word !== '');
    process.chdir(temporary());
    const alone = await said(line);
    for (const names of [...endings.map((ending) => [ending]), endings]) {
      const marker = trapped(names);
      expect(await said(line)).toEqual(alone);
      expect(existsSync(marker)).toBe(false);
    }
  });

  it.each(endings)('runs code that is named: vaekit.config.%s', async (ending) => {
    const marker = trapped([ending]);
    expect(await refused('train', '--config', `vaekit.config.${ending}`)).toContain('--data is missing');
    expect(existsSync(marker)).toBe(true);
  });

  it('JSON beside code is read, and the code is not run', async () => {
    const marker = trapped(endings, { 'vaekit.config.json': '{"train":{"latent":7}}' });
    expect(await values('train')).toMatchObject({ latent: 7 });
    expect(existsSync(marker)).toBe(false);
  });

  it.each([
    ['train', 'force', true],
    ['train', 'out', '/there'],
    ['sample', 'out', 'x.png'],
    ['export', 'force', false],
  ])('its vaekit.config.json may not set %s.%s', async (name, option, value) => {
    workingFolder({ 'vaekit.config.json': JSON.stringify({ [name]: { [option]: value } }) });
    // Whichever command runs.
    expect(await refused('evaluate', 'nowhere')).toBe(
      `vaekit evaluate: vaekit.config.json: ${name}.${option} decides what gets written, so it is allowed only in a file that you name; ` +
        `give --${option} on the command line, or name the file with --config vaekit.config.json\n`,
    );
    const named = await values(name, ...(name === 'train' ? [] : ['nowhere']), '--config', 'vaekit.config.json');
    expect(named[option]).toBe(value);
  });

  it.each(commands.filter(({ readsConfig }) => !readsConfig).map(({ name, operands }) => [name, operands] as const))(
    '%s reads no configuration at all',
    async (name, operands) => {
      expect(name).toMatch(/^(completion|sweep|data .*)$/);
      const line = [...name.split(' '), ...operands.map(() => 'moons')];
      workingFolder({ 'vaekit.config.json': '{"train":', 'my.json': '{}' });
      expect((await vaekit(...line)).err).not.toContain('config');
      expect(await refused(...line, '--config', 'my.json')).toBe(
        `vaekit: --config does not apply to ${name}, which reads no configuration file; leave it out\n`,
      );
    },
  );

  it('only completion, sweep and the commands on data read none', () => {
    for (const { name, readsConfig } of commands)
      expect([name, readsConfig]).toEqual([name, !/^(completion$|sweep$|data )/.test(name)]);
  });
});

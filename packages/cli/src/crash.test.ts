import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { configOf, quickRun } from './quickRun.test-helper.js';
import { runFacts } from './runFacts.test-helper.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const bin = fileURLToPath(new URL('../bin/vaekit.mjs', import.meta.url));
const points = ['--data', 'moons', '--limit', '100', '--hidden', '8', '--latent', '2', '--batch-size', '25', '--epochs', '2'];

// Renames a file, and ends the process at once after the n-th rename to a path that matches, or before the first: every file of a run gets its place by a rename.
const preload = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { pattern, nth } = JSON.parse(process.env.KILL_AFTER);
const rename = fs.promises.rename;
let seen = 0;
fs.promises.rename = async (from, to) => {
  if (nth > 0 || !new RegExp(pattern).test(to)) await rename(from, to);
  if (!new RegExp(pattern).test(from + ' > ' + to) || ++seen < nth) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => {});
};
syncBuiltinESMExports();
`;

interface Ended {
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** The built program in a process of its own, which kills itself after the n-th rename `FROM > TO` that matches; with 0 before the first. */
function killed(args: readonly string[], pattern: string, nth = 1): Promise<Ended> {
  const loader = `--import=data:text/javascript,${encodeURIComponent(preload)}`;
  const child = spawn(process.execPath, [loader, bin, ...args], {
    env: { ...process.env, KILL_AFTER: JSON.stringify({ pattern, nth }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((done, fail) => child.on('error', fail).on('close', (_, signal) => done({ signal, err })));
}

/** A few of the instants, or with `VAEKIT_CRASH=all` (`pnpm --filter vaekit crash`) every one: each takes a process of its own. */
const instants = <T>(few: readonly T[], others: readonly T[]): readonly T[] =>
  process.env['VAEKIT_CRASH'] === 'all' ? [...few, ...others] : few;

describe.skipIf(process.platform === 'win32')('a training whose process is killed', () => {
  const runs = temporaryFolders();
  let whole: ReturnType<typeof runFacts>;
  beforeAll(async () => {
    const run = join(runs(), 'run');
    await vaekit('train', ...points, '--lr-schedule', 'cosine', '--out', run);
    whole = runFacts(run);
  });

  it.each(
    instants<[string, string, number, string[]?]>(
      [
        ['in its first save', 'model.safetensors$', 1],
        ['inside its first epoch, before its first checkpoint is current', 'state.json$', 1, ['--checkpoint-every', '2']],
        ['before its last checkpoint is current', 'state.json$', 2],
        ['inside its second epoch', 'current.json$', 6, ['--checkpoint-every', '1']],
        ['before its result', 'report.html$', 1],
      ],
      [
        ['before its first epoch', 'config.json$', 1],
        ['before its first checkpoint is current', 'state.json$', 1],
        ['before its ending', 'current.json$', 2],
        ['after its result, with its lock', 'result.json$', 1],
      ],
    ),
  )('%s is brought to the same end', async (what, pattern, nth, more) => {
    const run = join(temporary(), 'run');
    const line = ['train', ...points, '--lr-schedule', 'cosine', '--out', run, ...(more ?? [])];
    expect(await killed(line, pattern, nth)).toEqual({ signal: 'SIGKILL', err: '' });
    expect(readdirSync(run)).toContain('lock-1.json');
    const { code, err } = await vaekit('train', '--resume', run);
    if (what.startsWith('after')) {
      expect([code, err]).toEqual([2, `vaekit train: ${run} has finished 2 of 2 epochs; give --epochs above 2 to continue\n`]);
    } else {
      expect([code, err]).toEqual([0, '']);
    }
    expect(runFacts(run)).toEqual(whole);
  });
});

describe.skipIf(process.platform === 'win32')('a training whose process is killed before its configuration is written', () => {
  it.each(instants([['needs no --force', []]], [['may have --force', ['--force']]]))('is started anew: %s', async (_, more) => {
    const run = join(temporary(), 'run');
    const line = ['train', ...points, '--out', run];
    // The configuration is written to another name, and the process ends before it has its own.
    expect(await killed(line, 'config.json$', 0)).toEqual({ signal: 'SIGKILL', err: '' });
    expect(readdirSync(run).sort()).toEqual([expect.stringMatching(/^config[.]json[.].*[.]tmp$/), 'lock-1.json']);
    expect(await vaekit('train', '--resume', run)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/train it anew with --out \S+, which needs no --force\n$/),
    });
    expect(await vaekit(...line, ...more)).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(run)).toContain('result.json');
    expect(readdirSync(run).filter((name) => /^lock|tmp$/.test(name))).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a --force whose process is killed', () => {
  it.each(
    instants(
      [
        ['between the two renames', '[.]former$', 'old, put back'],
        ['after the new run has taken its place', '[.]new > ', 'new'],
      ],
      [
        ['before the new run has begun', '[.]new/config.json$', 'old'],
        ['before the new run takes its place', '[.]new/checkpoints/current.json$', 'old'],
      ],
    ),
  )('%s leaves a run', async (_, pattern, expected) => {
    const base = temporary();
    const run = join(base, 'run');
    await quickRun(run, points);
    const old = readFileSync(join(run, 'config.json'), 'utf8');
    const line = ['train', ...points, '--seed', '5', '--out', run, '--force'];
    expect(await killed(line, pattern)).toEqual({ signal: 'SIGKILL', err: '' });
    expect(existsSync(run)).toBe(expected !== 'old, put back');

    const { code, err } = await vaekit('sample', run, '--out', join(base, 'samples.csv'));
    const said = `warning: ${run} was being replaced when the program ended; the run is back in its place\n`;
    expect([code, err]).toEqual([0, expected === 'old, put back' ? said : '']);
    expect(readFileSync(join(run, 'config.json'), 'utf8') === old).toBe(expected !== 'new');

    // Either can be gone on with, or replaced, and nothing of the attempt remains.
    const next = expected === 'new' ? ['--resume', run] : [...points, '--seed', '6', '--out', run, '--force'];
    expect(await vaekit('train', ...next)).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(base).sort()).toEqual(['run', 'samples.csv']);
    expect((await configOf(run)).options.seed).toBe(expected === 'new' ? 5 : 6);
    expect(readdirSync(run).filter((name) => name.startsWith('lock'))).toEqual([]);
  });
});

describe('a run that another process trains', () => {
  it('is read, but not written; when that process is gone, one of two that go on with it does', async () => {
    const run = join(temporary(), 'run');
    const line = ['train', ...points.slice(0, -1), '100000', '--out', run, '--json'];
    const child = spawn(process.execPath, [bin, ...line], { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = new Promise((done) => child.on('close', done));
    await new Promise<void>((done) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.includes('"event":"epoch"')) done();
      });
    });
    const holder = new RegExp(
      `^vaekit train: ${run} is being written by process ${child.pid} on \\S+, since \\S+; wait until it ends, or stop it`,
    );
    for (const args of [
      ['--resume', run],
      [...points, '--out', run, '--force'],
    ]) {
      const { code, out, err } = await vaekit('train', ...args);
      expect([code, out, err]).toEqual([1, '', expect.stringMatching(holder)]);
    }
    for (let i = 0; i < 5; i++) expect(await vaekit('evaluate', run, '--count', '5')).toMatchObject({ code: 0, err: '' });
    child.kill('SIGKILL');
    await closed;

    const done = (await vaekit('compare', run, '--json')).out;
    const epochs = readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n').length + 1;
    expect(done).toContain('"ended":false');
    const two = await Promise.all([1, 2].map(() => vaekit('train', '--resume', run, '--epochs', String(epochs))));
    expect(two.map(({ code }) => code).sort()).toEqual([0, 1]);
    expect(two.find(({ code }) => code === 1)!.err).toContain(`is being written by process ${process.pid}`);
    expect(readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(epochs);
    expect(readdirSync(run).filter((name) => name.startsWith('lock'))).toEqual([]);
  });
});

describe('a run without its ending', () => {
  it.each([
    ['all epochs were done', []],
    ['early stopping had ended it', ['--lr', '0.3', '--epochs', '30', '--early-stopping', '1']],
    ['the test split was scored all along', ['--validation', 'test']],
  ])('gets it by --resume where %s', async (_, options) => {
    const run = join(temporary(), 'run');
    const line = [...points.slice(0, options.includes('--epochs') ? -2 : undefined), '--model', 'class-mean-cvae', ...options];
    expect((await vaekit('train', ...line, '--out', run)).code).toBe(0);
    const copy = `${run}-cut`;
    cpSync(run, copy, { recursive: true });
    for (const name of ['result.json', 'report.html', 'pictures']) rmSync(join(copy, name), { recursive: true });
    expect(await vaekit('train', '--resume', copy)).toMatchObject({ code: 0, err: '' });
    expect(runFacts(copy)).toEqual(runFacts(run));
    expect(readdirSync(join(copy, 'pictures'))).toEqual(readdirSync(join(run, 'pictures')));
  });

  it('and with a damaged checkpoint goes on from the one before it, with a word, to the same end', async () => {
    const run = join(temporary(), 'run');
    expect((await vaekit('train', ...points, '--out', run)).code).toBe(0);
    const whole = runFacts(run);
    const { current } = whole.checkpoint;
    const weights = join(run, 'checkpoints', current, 'model.safetensors');
    writeFileSync(weights, readFileSync(weights).subarray(0, 100));
    rmSync(join(run, 'result.json'));
    const said = `warning: ${weights} is damaged (its checksum does not match); using checkpoint step-00000004, after 1 epoch\n`;
    expect(await vaekit('sample', run)).toMatchObject({ code: 0, err: said });
    expect(await vaekit('train', '--resume', run)).toMatchObject({ code: 0, err: said });
    expect(runFacts(run)).toEqual(whole);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { version } from './version.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const bin = fileURLToPath(new URL('../bin/vaekit.mjs', import.meta.url));
const home = fileURLToPath(new URL('..', import.meta.url));
const built = existsSync(fileURLToPath(new URL('../dist/main.js', import.meta.url)));

/** Runs the built program in a process of its own. */
function program(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly bin?: readonly string[];
    readonly onOutput?: (text: string, child: ReturnType<typeof spawn>) => void;
  } = {},
) {
  return new Promise<{ code: number | null; out: string; err: string }>((done, fail) => {
    const child = spawn(process.execPath, [...(options.bin ?? [bin]), ...args], {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: '1' },
    });
    const text = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      text.out += chunk.toString();
      options.onOutput?.(text.out, child);
    });
    child.stderr.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...text }));
  });
}

describe('the program', () => {
  it('is built (if this fails: `npm run build` at the root of the workspace)', () => expect(built).toBe(true));

  it('says its version and its help', async () => {
    expect(await program(['--version'])).toEqual({ code: 0, out: `vaekit ${version}\n`, err: '' });
    const help = await program(['--help']);
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('vaekit COMMAND [options]');
  });

  it('says once, on stderr, what to install where ONNX Runtime is missing and the engine is left to it', async () => {
    const hook = `export const resolve = (name, context, next) => { if (name === 'onnxruntime-node') throw new Error('missing'); return next(name, context); }`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
    const without = { bin: ['--import', `data:text/javascript,${encodeURIComponent(register)}`, bin] };
    const options = ['--data', 'moons', '--limit', '100', '--hidden', '8', '--latent', '2', '--epochs', '1', '--json'];
    const base = temporary();
    const { code, out, err } = await program(['train', ...options, '--out', join(base, 'auto')], without);
    expect([code, out.includes('onnxruntime')]).toEqual([0, false]);
    expect(err).toMatch(
      /^note: ONNX Runtime is not installed[^\n]* ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node [^\n]*\n$/,
    );
    const asked = await program(['train', ...options, '--engine', 'eager', '--out', join(base, 'eager')], without);
    expect([asked.code, asked.err]).toEqual([0, '']);
  });

  it('runs no code of the folder it is called in, such as from the start file of a shell', async () => {
    const cwd = temporary();
    const trap = "import { writeFileSync } from 'node:fs'; writeFileSync('marker', ''); console.log('here');";
    for (const ending of ['ts', 'mts', 'mjs', 'js']) writeFileSync(join(cwd, `vaekit.config.${ending}`), trap);
    for (const args of [
      ['completion', 'bash'],
      ['data', 'list'],
      ['evaluate', 'nowhere'],
    ]) {
      const inside = await program(args, { cwd });
      expect(inside).toEqual(await program(args, { cwd: temporary() }));
    }
    expect(existsSync(join(cwd, 'marker'))).toBe(false);
  });

  it('tells of models and options without loading the engine', async () => {
    // tfjs leaves its engine in the global scope when it is loaded.
    const code = `const { main, processTerminal } = await import(${JSON.stringify(new URL('../dist/main.js', import.meta.url).href)});
      for (const line of [['train', '--help'], ['models'], ['completion', 'bash']]) await main(line, processTerminal());
      console.error('_tfengine' in globalThis);
      await import('@tensorflow/tfjs');
      console.error('_tfengine' in globalThis);`;
    const { err } = await program(['--input-type=module', '--eval', code], { cwd: home, bin: [] });
    expect(err).toBe('false\ntrue\n');
  });

  it('ends with 2 for a command line that makes no sense, 1 for a failure, and writes both to stderr', async () => {
    const usage = await program(['trian']);
    expect([usage.code, usage.out, usage.err]).toEqual([
      2,
      '',
      expect.stringContaining('unknown command trian (did you mean train?)'),
    ]);
    const failure = await program(['data', 'info', 'mnist', '--data-dir', 'nowhere'], { cwd: temporary() });
    expect([failure.code, failure.out]).toEqual([1, '']);
    expect(failure.err).toBe("vaekit data info: the data folder 'nowhere' does not exist\n");
  });

  it('trains into runs/ by itself, with nothing but JSON on stdout and nothing on stderr', async () => {
    const cwd = temporary();
    const args = [
      'train',
      '--data',
      'moons',
      '--limit',
      '100',
      '--batch-size',
      '20',
      '--hidden',
      '8',
      '--latent',
      '2',
      '--epochs',
      '1',
      '--json',
    ];
    // The first number that is free.
    mkdirSync(join(cwd, 'runs', 'vae-moons-1'), { recursive: true });
    const { code, out, err } = await program(args, { cwd });
    expect([code, err]).toEqual([0, '']);
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map(({ event }) => event)).toEqual(['start', 'epoch', 'end']);
    expect(events[0]!['run']).toBe(join('runs', 'vae-moons-2'));
    expect(existsSync(join(cwd, 'runs', 'vae-moons-2', 'report.html'))).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('saves at SIGINT, says how to go on, and goes on', async () => {
    const cwd = temporary();
    const args = [
      'train',
      '--data',
      'moons',
      '--limit',
      '800',
      '--hidden',
      '64',
      '--latent',
      '2',
      '--batch-size',
      '8',
      '--epochs',
      '500',
      '--out',
      'run',
    ];
    let sent = false;
    const { code, err } = await program(args, {
      cwd,
      onOutput(text, child) {
        if (sent || !text.includes('epoch   2/500')) return;
        sent = true;
        child.kill('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(err).toMatch(
      /stopping after this step .*\ninterrupted after \d+ epochs? and \d+ batch(?:es)?; all of it is saved\. Go on with\n {2}vaekit train --resume run\n$/,
    );
    expect(readdirSync(join(cwd, 'run')).sort()).toEqual(['checkpoints', 'config.json', 'metrics.jsonl']);
    const done = readFileSync(join(cwd, 'run', 'metrics.jsonl'), 'utf8')
      .trimEnd()
      .split('\n').length;
    // Another process takes it up where that one ended: this.
    const run = join(cwd, 'run');
    const resumed = await vaekit('train', '--resume', run, '--epochs', String(done + 1), '--json');
    expect(resumed).toMatchObject({ code: 0, err: '' });
    const events = resumed.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({ event: 'start', resumedAfter: done });
    expect(events.at(-1)).toMatchObject({ event: 'end', run, stopped: 'completed', epochs: done + 1 });
  });
});

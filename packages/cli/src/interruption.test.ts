import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { quickRun } from './quickRun.test-helper.js';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const bin = fileURLToPath(new URL('../bin/vaekit.mjs', import.meta.url));
const points = ['--data', 'moons', '--limit', '800', '--hidden', '64', '--latent', '2', '--batch-size', '8'];

/** The built program; `onOutput` sees the output so far and may end it. `stdout` is a file instead of a pipe, `gone` a pipe that nobody reads. */
function program(
  args: readonly string[],
  options: {
    readonly onOutput?: (text: string, child: ReturnType<typeof spawn>) => void;
    readonly stdout?: number;
    readonly gone?: boolean;
  } = {},
) {
  return new Promise<{ code: number | null; err: string }>((done, fail) => {
    const child = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
    });
    if (options.gone === true) child.stdout!.destroy();
    const text = { out: '', err: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      text.out += chunk.toString();
      options.onOutput?.(text.out, child);
    });
    child.stderr!.on('data', (chunk: Buffer) => (text.err += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code, err: text.err }));
  });
}

const once = (wanted: string, then: (child: ReturnType<typeof spawn>) => void) => {
  let done = false;
  return (text: string, child: ReturnType<typeof spawn>): void => {
    if (done || !text.includes(wanted)) return;
    done = true;
    then(child);
  };
};

describe.skipIf(process.platform === 'win32')('a training that is told to end', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s, twice, saves what is there and ends with %d', async (signal, expected) => {
    const run = join(temporary(), 'run');
    const { code, err } = await program(['train', ...points, '--epochs', '500', '--out', run], {
      onOutput: once('epoch   1/500', (child) => {
        child.kill(signal);
        // Soon: Node itself no longer listens once the program has come to its end.
        setTimeout(() => child.kill(signal), 2);
      }),
    });
    expect(code).toBe(expected);
    expect(err).toMatch(
      /^stopping after this step .*\ninterrupted after \d+ epochs? and \d+ batch(?:es)?; all of it is saved\. Go on with\n {2}/,
    );
    const done = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trimEnd().split('\n').length;
    const resumed = await vaekit('train', '--resume', run, '--epochs', String(done + 1));
    expect(resumed).toMatchObject({ code: 0, err: '' });
  });
});

describe.skipIf(process.platform === 'win32')('an output whose reader leaves', () => {
  const trained = async (): Promise<string> => {
    const run = join(temporary(), 'run');
    await quickRun(run, [...points, '--epochs', '1']);
    return run;
  };
  const leaving = { onOutput: once('\n', (child) => child.stdout!.destroy()) };

  it('ends no training: the run is whole, and the program succeeds', async () => {
    const out = join(temporary(), 'run');
    const { code, err } = await program(['train', ...points, '--epochs', '30', '--json', '--out', out], leaving);
    expect([code, err]).toEqual([0, '']);
    expect(existsSync(join(out, 'result.json'))).toBe(true);
    expect(readFileSync(join(out, 'metrics.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(30);
  });

  it('ends a command that prints rows, without a word, as SIGPIPE ends other programs', async () => {
    expect(await program(['encode', await trained()], { gone: true })).toEqual({ code: 141, err: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('that cannot be written is a line and 1; a training comes to its end first', async () => {
    const full = openSync('/dev/full', 'w');
    const said = 'vaekit: the standard output cannot be written: ENOSPC: no space left on device, write\n';
    expect(await program(['encode', await trained()], { stdout: full })).toEqual({ code: 1, err: said });
    const out = join(temporary(), 'run');
    expect(await program(['train', ...points, '--epochs', '1', '--out', out], { stdout: full })).toEqual({ code: 1, err: said });
    expect(existsSync(join(out, 'result.json'))).toBe(true);
  });
});

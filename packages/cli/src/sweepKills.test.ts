import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream } from '@vaekit/core';
import { lockHolder } from '@vaekit/runs/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin } from './bin.js';
import { runFacts } from './runFacts.test-helper.js';

// `pnpm test:sweep` kills a sweep of 60 trainings ten times, `pnpm test` one of 4 twice.
const whole = process.env['VAEKIT_SWEEP'] === 'all';
const [seeds, trials, kills] = whole ? ['0-4', 60, 10] : ['0', 4, 2];
const options = [
  ...[
    'sweep',
    '--data',
    'moons',
    '--limit',
    '100',
    '--batch-size',
    '20',
    '--epochs',
    '2',
    '--engine',
    'eager',
    '--backend',
    'cpu',
  ],
  ...['--latent', whole ? '1,2,3' : '1,2', '--hidden', whole ? '4;8;4,4;8,8' : '4;8', '--seed', seeds],
];

const trialsIn = (folder: string): string[] => readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

/** Whether so many trainings of a sweep have ended, and one is under way: somebody writes it. */
async function isUnderWay(folder: string, ended = 0): Promise<boolean> {
  if (!existsSync(folder)) return false;
  const trials = trialsIn(folder).map((name) => join(folder, name));
  if (trials.filter((trial) => existsSync(join(trial, 'result.json'))).length < ended) return false;
  const holders = await Promise.all(trials.map((trial) => lockHolder(trial)));
  return holders.some((holder) => holder !== undefined);
}

/** The built program, killed with SIGKILL some milliseconds after so many trainings of a sweep have ended and another is under way. */
function run(
  args: readonly string[],
  kill?: { readonly sweep: string; readonly ended: number; readonly wait: number },
): Promise<{ signal: string | null; code: number | null }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
    const ended = new AbortController();
    child.on('error', fail).on('close', (code, signal) => {
      ended.abort();
      done({ code, signal });
    });
    if (kill === undefined) return;
    void (async () => {
      while (!ended.signal.aborted && !(await isUnderWay(kill.sweep, kill.ended))) await sleep(20);
      await sleep(kill.wait);
      child.kill('SIGKILL');
    })();
  });
}

describe.skipIf(process.platform === 'win32')('a sweep', () => {
  let base: string;
  beforeAll(() => (base = mkdtempSync(join(tmpdir(), 'vaekit-sweep-'))));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  it(
    `of ${trials} trainings in two processes, killed ${kills} times, ends as one process's, none lost or run twice`,
    { timeout: 3_600_000 },
    async () => {
      const [one, two] = [join(base, 'one'), join(base, 'two')];
      const began = performance.now();
      expect((await run([...options, '--out', one])).code).toBe(0);
      // Of one training. Two are under way at a time, so that every kill meets one, whatever the speed of the machine.
      const share = (performance.now() - began) / trials;
      const draws = randomStream(1).fillUniform(new Float32Array(kills));
      const written = new Map<string, number>();
      let killed = 0;
      const go = (kill?: { readonly ended: number; readonly wait: number }) =>
        run(
          [
            ...(existsSync(join(two, 'sweep.json')) ? ['sweep', '--resume', two] : [...options, '--out', two]),
            '--processes',
            '2',
          ],
          kill && { sweep: two, ...kill },
        );
      for (const [k, draw] of draws.entries()) {
        // What the killed one had begun is on its way out.
        while (await isUnderWay(two)) await sleep(20);
        const ended = Math.floor((k * (trials - 2)) / kills);
        if ((await go({ ended, wait: draw * share })).signal === 'SIGKILL') killed += 1;
        for (const name of trialsIn(two)) {
          const result = join(two, name, 'result.json');
          if (!existsSync(result)) continue;
          const { mtimeMs } = statSync(result);
          // What has ended is not written again.
          expect(mtimeMs, name).toBe(written.get(name) ?? mtimeMs);
          written.set(name, mtimeMs);
        }
      }
      const { code } = await go();
      expect(code).toBe(0);
      if (whole)
        process.stdout.write(`sweep: killed ${killed} times of ${kills}; ${trialsIn(two).length} of ${trials} trainings\n`);
      expect(killed).toBe(kills);
      for (const [name, time] of written) expect(statSync(join(two, name, 'result.json')).mtimeMs, name).toBe(time);
      const names = trialsIn(one);
      expect(names).toHaveLength(trials);
      expect(trialsIn(two).filter((name) => !name.startsWith('.'))).toEqual(names);
      for (const name of names) expect(runFacts(join(two, name)), name).toEqual(runFacts(join(one, name)));
    },
  );
});

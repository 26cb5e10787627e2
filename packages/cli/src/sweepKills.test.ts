import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomStream } from '@vaekit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin } from './bin.js';
import { runFacts } from './runFacts.test-helper.js';

// `pnpm test:sweep` kills a sweep of 60 trainings ten times, `pnpm test` one of 6 twice.
const whole = process.env['VAEKIT_SWEEP'] === 'all';
const [seeds, trials, kills] = whole ? ['0-4', 60, 10] : ['0', 6, 2];
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
  ...['--latent', '1,2,3', '--hidden', whole ? '4;8;4,4;8,8' : '4;8', '--seed', seeds],
];

/** The built program, killed with SIGKILL after so many milliseconds or, unless it has ended by then, never. */
function run(args: readonly string[], wait?: number): Promise<{ signal: string | null; code: number | null; out: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const timer = wait === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), wait);
    child.on('error', fail).on('close', (code, signal) => {
      clearTimeout(timer);
      done({ code, signal, out });
    });
  });
}

const trialsIn = (folder: string): string[] => readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

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
      // Two processes take half the time, and every kill is to meet a sweep under way.
      const share = (performance.now() - began) / (2 * kills);
      const draws = randomStream(1).fillUniform(new Float32Array(kills));
      const written = new Map<string, number>();
      let killed = 0;
      const go = (wait?: number) =>
        run(
          [
            ...(existsSync(join(two, 'sweep.json')) ? ['sweep', '--resume', two] : [...options, '--out', two]),
            '--processes',
            '2',
          ],
          wait,
        );
      for (const draw of draws) {
        // The first instants of a program are its loading.
        if ((await go(500 + draw * share)).signal === 'SIGKILL') killed += 1;
        await sleep(100);
        if (!existsSync(two)) continue;
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
      expect(killed).toBeGreaterThan(0);
      for (const [name, time] of written) expect(statSync(join(two, name, 'result.json')).mtimeMs, name).toBe(time);
      const names = trialsIn(one);
      expect(names).toHaveLength(trials);
      expect(trialsIn(two).filter((name) => !name.startsWith('.'))).toEqual(names);
      for (const name of names) expect(runFacts(join(two, name)), name).toEqual(runFacts(join(one, name)));
    },
  );
});

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '@vaekit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFacts } from './runFacts.test-helper.js';
import { type Ended, vaekit } from './vaekit.test-helper.js';

// `pnpm test:crash` kills a hundred trainings of each engine, `pnpm test` a few, and `VAEKIT_CRASH=20` twenty.
const { VAEKIT_CRASH: asked = '5' } = process.env;
const kills = asked === 'all' ? 100 : Number(asked);
const bin = fileURLToPath(new URL('../bin/vaekit.mjs', import.meta.url));
const training = [
  ...['train', '--data', 'moons', '--limit', '400', '--hidden', '8', '--latent', '2', '--batch-size', '10', '--epochs', '3'],
  ...['--checkpoint-every', '7', '--json'],
];

/** The built program; the process is killed so many milliseconds after the event has been told, unless it has ended by then. */
function run(args: readonly string[], kill?: { readonly behind: string; readonly wait: number }) {
  return new Promise<{ signal: NodeJS.Signals | null; times: Readonly<Record<string, number>> }>((done, fail) => {
    const times: Record<string, number> = {};
    const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const events = text.split('\n').slice(0, -1);
      for (const line of events) {
        const { event, epoch } = JSON.parse(line) as { event: string; epoch?: number };
        const name = epoch === undefined ? event : `${event} ${epoch}`;
        if (times[name] !== undefined) continue;
        times[name] = performance.now();
        if (kill?.behind === name) setTimeout(() => child.kill('SIGKILL'), kill.wait);
      }
    });
    child.on('error', fail).on('close', (_, signal) => done({ signal, times: { ...times, close: performance.now() } }));
  });
}

async function finish(folder: string, engine: string): Promise<Ended> {
  // Before its configuration there is no run, and what is left of it is not in the way.
  const begun = existsSync(join(folder, 'config.json'));
  const args = begun ? ['train', '--resume', folder] : [...training, '--engine', engine, '--out', folder];
  return vaekit(...args);
}

describe.skipIf(process.platform === 'win32').each(['eager', 'compiled'])(
  'trainings (%s) that are killed at random instants',
  (engine) => {
    let base: string;
    let whole: ReturnType<typeof runFacts>;
    let wholeTimes: Readonly<Record<string, number>>;
    beforeAll(async () => {
      base = mkdtempSync(join(tmpdir(), 'vaekit-kills-'));
      ({ times: wholeTimes } = await run([...training, '--engine', engine, '--out', join(base, 'whole')]));
      whole = runFacts(join(base, 'whole'));
    }, 120_000);
    afterAll(() => rmSync(base, { recursive: true, force: true }));

    it(`end as one that was not, ${kills} times`, { timeout: 7_200_000 }, async () => {
      // On a busy machine some end before they are killed: as many are begun as it takes, within reason.
      const draws = randomStream(engine === 'eager' ? 1 : 2).fillUniform(new Float32Array(3 * kills));
      let killed = 0;
      let inEnding = 0;
      for (const [i, draw] of draws.entries()) {
        if (killed === kills) break;
        // Every third in the ending: scores, report, result.
        const behind = i % 3 === 2 ? 'epoch 3' : 'start';
        const until = behind === 'start' ? wholeTimes['epoch 3']! : wholeTimes['close']!;
        const folder = join(base, String(i));
        const { signal } = await run([...training, '--engine', engine, '--out', folder], {
          behind,
          wait: draw * (until - wholeTimes[behind]!),
        });
        if (signal === 'SIGKILL') {
          killed += 1;
          if (behind !== 'start') inEnding += 1;
        }
        const ended = existsSync(join(folder, 'result.json'));
        const { code, err } = await finish(folder, engine);
        const said = err.replaceAll(/^warning: .*the last line is incomplete and was ignored\n/gm, '');
        if (ended) expect([code, said]).toEqual([2, expect.stringContaining('has finished 3 of 3 epochs')]);
        else expect([code, said]).toEqual([0, '']);
        expect(runFacts(folder), `kill ${i}`).toEqual(whole);
        expect(readFileSync(join(folder, 'report.html'), 'utf8').length).toBeGreaterThan(1000);
        rmSync(folder, { recursive: true });
      }
      if (process.env['VAEKIT_CRASH'])
        process.stdout.write(
          `crash ${engine}: ${killed} trainings killed, ${inEnding} in the ending, every one brought to the same end\n`,
        );
      expect(killed).toBe(kills);
      expect(inEnding).toBeGreaterThan(0);
    });
  },
);

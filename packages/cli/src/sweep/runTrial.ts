import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasRunConfig } from '@vaekit/runs';
import { folderRunStore, lockHolder, settleRunFolder } from '@vaekit/runs/node';
import { bin } from '../bin.js';

/** How a training ended: with a result, by a request, or with what it said last. */
export type TrialEnd = 'done' | 'interrupted' | { readonly failed: string };

/** Whether a training has its result, after which it is never run again. */
export const hasEnded = (folder: string): boolean => existsSync(join(folder, 'result.json'));

/** Runs the program in another process, which ends with this one. */
function inProcess(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly code: number | null; readonly said: string }> {
  return new Promise((done, fail) => {
    const child = fork(bin, [...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
    let said = '';
    child.stderr!.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    // A terminal has told the process too; it heeds the first request.
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    child.on('error', fail).on('close', (code) => {
      signal.removeEventListener('abort', stop);
      done({ code, said });
    });
  });
}

/**
 * Brings a training to its end: begins it, goes on with what a killed one left, or waits for a process that is still at it.
 *
 * @param args of `vaekit train`, besides where it is written
 */
export async function runTrial(folder: string, args: readonly string[], signal: AbortSignal): Promise<TrialEnd> {
  let tried = false;
  for (;;) {
    if (signal.aborted) return 'interrupted';
    // A process that died with its sweep may take a moment to.
    if ((await lockHolder(folder)) !== undefined) {
      await sleep(100);
      continue;
    }
    await settleRunFolder(folder);
    if (hasEnded(folder)) return 'done';
    const begun = await hasRunConfig(folderRunStore(folder));
    const { code, said } = await inProcess(begun ? ['train', '--resume', folder] : [...args, '--out', folder], signal);
    if (hasEnded(folder)) return 'done';
    if (signal.aborted) return 'interrupted';
    if (code === 0) return { failed: 'it ended without a result' };
    // It may have met a process of a killed sweep on its way out: that is told from its own fault by trying again.
    if (tried) return { failed: said.trim().split('\n').at(-1)! };
    tried = true;
  }
}

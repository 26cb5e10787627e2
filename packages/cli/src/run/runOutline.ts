import { basename, resolve } from 'node:path';
import { readRun, type RunOutline as StoredOutline } from '@vaekit/runs';
import { runStoreAt, sayWarnings } from './openRun.js';
import { type RunOptions, runOptionsSchema } from './runOptions.js';
import type { Terminal } from '../terminal.js';

/** What a run says of itself without its weights. */
export interface RunOutline extends Omit<StoredOutline<RunOptions>, 'warnings'> {
  readonly folder: string;
  /** The folder's own name. */
  readonly name: string;
}

/** Reads a run's files but its checkpoints. @throws Error that names what is missing or damaged */
export async function runOutline(folder: string, terminal: Terminal): Promise<RunOutline> {
  const { warnings, ...run } = await readRun(await runStoreAt(folder, terminal), { options: runOptionsSchema });
  sayWarnings(terminal, warnings);
  return { ...run, folder, name: basename(resolve(folder)) };
}

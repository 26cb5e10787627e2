import { existsSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type EpochMetrics, readMetrics } from '../run/metrics.js';
import { readRunConfig, type RunConfig } from '../run/runConfig.js';
import { readResult, type RunResult } from '../run/runResult.js';

/** What a run says of itself without its weights. */
export interface RunOutline {
  readonly folder: string;
  /** The folder's own name. */
  readonly name: string;
  readonly config: RunConfig;
  readonly metrics: readonly EpochMetrics[];
  /** Absent while the run has not ended. */
  readonly result?: RunResult;
}

/** Reads a run's files but its checkpoints. @throws Error that names what is missing or damaged */
export async function runOutline(folder: string): Promise<RunOutline> {
  if (!existsSync(folder)) throw new Error(`${folder} does not exist; give a run folder that \`vaekit train\` wrote`);
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is a file; give a run folder that \`vaekit train\` wrote`);
  const config = await readRunConfig(folder);
  const metrics = await readMetrics(folder);
  const result = await readResult(folder);
  return { folder, name: basename(resolve(folder)), config, metrics, ...(result === undefined ? {} : { result }) };
}

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileSafely } from '@vaekit/core/node';
import * as v from 'valibot';
import type { Scores } from './metrics.js';
import { readSealed, sealed } from './runConfig.js';

/** The file of a run that says how it ended; a run that was interrupted has none. */
const RESULT_FILE = 'result.json';

/** How a run ended. */
export interface RunResult {
  readonly epochs: number;
  /** The epoch whose weights are the run's model, counted from 1; absent: the last one. */
  readonly bestEpoch?: number | undefined;
  readonly stopped: 'completed' | 'early';
  readonly test: Scores;
  /** The largest |μ^y − E[μ(x)|y]| over the training data, for class-mean models. */
  readonly stationarityGap?: number | undefined;
}

const count = v.pipe(v.number(), v.integer());
const schema = v.object({
  epochs: count,
  bestEpoch: v.optional(count),
  stopped: v.picklist(['completed', 'early']),
  test: v.record(v.string(), v.number()),
  stationarityGap: v.optional(v.number()),
});

/** Writes `result.json`. */
export async function writeResult(folder: string, result: RunResult): Promise<void> {
  await writeFileSafely(join(folder, RESULT_FILE), sealed(result));
}

/** Removes `result.json`: the run goes on. */
export async function removeResult(folder: string): Promise<void> {
  await rm(join(folder, RESULT_FILE), { force: true });
}

/** Reads `result.json`; `undefined` where the run has not ended. @throws Error that names the file when it is damaged */
export async function readResult(folder: string): Promise<RunResult | undefined> {
  const path = join(folder, RESULT_FILE);
  if (!existsSync(path)) return undefined;
  const result = v.safeParse(schema, await readSealed(path, ''));
  if (!result.success)
    throw new Error(`${path} is damaged (it is not the result of a run); restore it from a copy, or train again`);
  return result.output;
}

import * as v from 'valibot';
import { fromJson } from './jsonNumbers.js';
import { damaged } from './runDamage.js';
import type { Scores } from './runMetrics.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, unsealed } from './sealed.js';

/** The file of a run that says how it ended; a run that is under way or was interrupted has none. */
export const RESULT_FILE = 'result.json';

/** How a run ended. */
export interface RunResult {
  readonly epochs: number;
  /** The epoch whose weights are the run's model, counted from 1; absent: the last one. */
  readonly bestEpoch?: number | undefined;
  readonly stopped: 'completed' | 'early';
  readonly test: Scores;
  /** Standard errors of the −ELBO of the test part, nats: over other examples, and over other draws of the code. */
  readonly errors?: { readonly testSet: number; readonly monteCarlo: number; readonly examples: number } | undefined;
  /** The largest |μ^y − E[μ(x)|y]| over the training data, for class-mean models. */
  readonly stationarityGap?: number | undefined;
}

const count = v.pipe(v.number(), v.integer());
const number = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]);
const schema = v.object({
  epochs: count,
  bestEpoch: v.optional(count),
  stopped: v.picklist(['completed', 'early']),
  test: v.record(v.string(), number),
  errors: v.optional(v.object({ testSet: v.number(), monteCarlo: v.number(), examples: count })),
  stationarityGap: v.optional(number),
});

/** Writes `result.json`. */
export async function writeResult(store: RunStore, result: RunResult): Promise<void> {
  await store.write(RESULT_FILE, await sealed(result));
}

/** Reads `result.json`; `undefined` where the run has not ended. @throws RunDamage that names the file */
export async function readResult(store: RunStore): Promise<RunResult | undefined> {
  const text = await readText(store, RESULT_FILE);
  if (text === undefined) return undefined;
  const place = placeOf(store, RESULT_FILE);
  const result = v.safeParse(schema, await unsealed(place, text));
  if (!result.success) return damaged(place, 'it is not the result of a run');
  const { test, stationarityGap: gap, ...output } = result.output;
  return { ...output, test: fromJson(test), ...(gap === undefined ? {} : { stationarityGap: Number(gap) }) };
}

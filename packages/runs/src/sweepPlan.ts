import * as v from 'valibot';
import { damaged, RunDamage } from './runDamage.js';
import { placeOf, readText, type RunStore } from './runStore.js';
import { sealed, unsealed } from './sealed.js';
import type { SweepTrial } from './sweepSpace.js';

/** The file of a sweep that says which trainings it is made of; beside it is a run folder for each. */
export const SWEEP_FILE = 'sweep.json';

/** `sweep.json`: written once, before the first training. */
export interface SweepPlan {
  /** What all trainings have in common, as arguments of `vaekit train`. */
  readonly common: readonly string[];
  /** Every training; its run is in the folder of its name. */
  readonly trials: readonly SweepTrial[];
}

const schema = v.object({
  format: v.literal('vaekit-sweep'),
  version: v.literal(1),
  common: v.array(v.string()),
  trials: v.pipe(
    v.array(v.object({ name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]*$/)), options: v.record(v.string(), v.string()) })),
    v.minLength(1),
  ),
});

/** Writes the plan of a sweep. */
export async function writeSweepPlan(store: RunStore, { common, trials }: SweepPlan): Promise<void> {
  await store.write(SWEEP_FILE, await sealed({ format: 'vaekit-sweep', version: 1, common, trials }));
}

/** Reads the plan of a sweep; `undefined` where there is none. @throws RunDamage that names the file */
export async function readSweepPlan(store: RunStore): Promise<SweepPlan | undefined> {
  const text = await readText(store, SWEEP_FILE);
  if (text === undefined) return undefined;
  const place = placeOf(store, SWEEP_FILE);
  const record = await unsealed(place, text);
  const result = v.safeParse(schema, record);
  if (result.success) return { common: result.output.common, trials: result.output.trials };
  const { format, version } = record;
  if (format !== 'vaekit-sweep' || version === 1) return damaged(place, 'it is not the plan of a sweep');
  throw new RunDamage(`${place} is of version ${String(version)}; this vaekit reads version 1`);
}

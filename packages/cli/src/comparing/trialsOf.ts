import { join } from 'node:path';
import { hasRunConfig, readSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';

/** The runs of a sweep that have begun, in the order of its plan; a folder that is no sweep alone. */
export async function trialsOf(folder: string): Promise<readonly string[]> {
  const plan = await readSweepPlan(folderRunStore(folder));
  if (plan === undefined) return [folder];
  const runs: string[] = [];
  for (const { name } of plan.trials) {
    const run = join(folder, name);
    if (await hasRunConfig(folderRunStore(run))) runs.push(run);
  }
  if (runs.length === 0)
    throw new Error(`${folder} is a sweep of which no training has begun; run vaekit sweep --resume ${folder}`);
  return runs;
}

import { join } from 'node:path';
import { hasRunConfig, readSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';

/** The runs of a folder, and what is to be said of those that are not there. */
interface Trials {
  readonly runs: readonly string[];
  readonly notes: readonly string[];
}

/** The runs of a sweep that have begun, in the order of its plan; a folder that is no sweep alone. */
export async function trialsOf(folder: string): Promise<Trials> {
  const plan = await readSweepPlan(folderRunStore(folder));
  if (plan === undefined) return { runs: [folder], notes: [] };
  const runs: string[] = [];
  for (const { name } of plan.trials) {
    const run = join(folder, name);
    if (await hasRunConfig(folderRunStore(run))) runs.push(run);
  }
  if (runs.length === 0)
    throw new Error(`${folder} is a sweep of which no training has begun; run vaekit sweep --resume ${folder}`);
  const missing = plan.trials.length - runs.length;
  const note = `${missing} of ${plan.trials.length} trainings of ${folder} left no run: not begun, refused or failed; vaekit sweep --resume ${folder} runs them and says why`;
  return { runs, notes: missing === 0 ? [] : [note] };
}

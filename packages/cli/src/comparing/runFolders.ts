import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { hasRunConfig, readSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';

/** The runs that are meant, and what is to be said of those that are not there. */
interface RunFolders {
  readonly folders: readonly string[];
  readonly notes: readonly string[];
}

/** The runs of a sweep that have begun, in the order of its plan; undefined of a folder that is no sweep. */
async function trialsOf(folder: string): Promise<RunFolders | undefined> {
  const plan = await readSweepPlan(folderRunStore(folder));
  if (plan === undefined) return undefined;
  const folders: string[] = [];
  for (const { name } of plan.trials) {
    const run = join(folder, name);
    if (await hasRunConfig(folderRunStore(run))) folders.push(run);
  }
  if (folders.length === 0)
    throw new Error(`${folder} is a sweep of which no training has begun; run vaekit sweep --resume ${folder}`);
  const missing = plan.trials.length - folders.length;
  const note = `${missing} of ${plan.trials.length} trainings of ${folder} left no run: not begun, refused or failed; vaekit sweep --resume ${folder} runs them and says why`;
  return { folders, notes: missing === 0 ? [] : [note] };
}

/** Whether an operand is the plan of a sweep. */
const isPlan = (operand: string): boolean => basename(operand) === 'sweep.json';

/**
 * The folders of the runs that are meant: a sweep is all that have begun, and so is its `sweep.json`, but for those that are given themselves, since a shell
 * makes both of `SWEEP/*`. What else that makes is passed over: a report, locks, folders of trainings that did not begin.
 */
export async function runFolders(operands: readonly string[]): Promise<RunFolders> {
  const given = new Set(operands.map((operand) => resolve(operand)));
  const planned = new Map<string, RunFolders>();
  for (const operand of operands.filter(isPlan)) {
    const runs = await trialsOf(dirname(operand));
    if (runs !== undefined) planned.set(dirname(resolve(operand)), runs);
  }
  const found = await Promise.all(
    operands.map(async (operand): Promise<RunFolders> => {
      const itself = { folders: [operand], notes: [] };
      const beside = planned.get(dirname(resolve(operand)));
      if (beside === undefined) return isPlan(operand) ? itself : ((await trialsOf(operand)) ?? itself);
      if (isPlan(operand)) return { ...beside, folders: beside.folders.filter((run) => !given.has(resolve(run))) };
      const isRun = beside.folders.some((run) => resolve(run) === resolve(operand));
      return isRun || !existsSync(operand) ? itself : { folders: [], notes: [] };
    }),
  );
  return { folders: found.flatMap(({ folders }) => folders), notes: found.flatMap(({ notes }) => notes) };
}

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

/**
 * The folders of the runs that are meant: a sweep is all that have begun, and so is its `sweep.json`, but for those that are given themselves, since a shell
 * makes both of `SWEEP/*`.
 */
export async function runFolders(operands: readonly string[]): Promise<RunFolders> {
  const given = new Set(operands.map((operand) => resolve(operand)));
  const found = await Promise.all(
    operands.map(async (operand): Promise<RunFolders> => {
      const itself = { folders: [operand], notes: [] };
      if (basename(operand) !== 'sweep.json') return (await trialsOf(operand)) ?? itself;
      const { folders, notes } = (await trialsOf(dirname(operand))) ?? itself;
      return { folders: folders.filter((run) => run === operand || !given.has(resolve(run))), notes };
    }),
  );
  return { folders: found.flatMap(({ folders }) => folders), notes: found.flatMap(({ notes }) => notes) };
}

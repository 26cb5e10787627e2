import { basename, dirname, join, resolve } from 'node:path';
import { hasRunConfig, readSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';

/** The runs of a sweep that have begun, in the order of its plan; undefined of a folder that is no sweep. */
async function trialsOf(folder: string): Promise<readonly string[] | undefined> {
  const plan = await readSweepPlan(folderRunStore(folder));
  if (plan === undefined) return undefined;
  const runs: string[] = [];
  for (const { name } of plan.trials) {
    const run = join(folder, name);
    if (await hasRunConfig(folderRunStore(run))) runs.push(run);
  }
  if (runs.length === 0)
    throw new Error(`${folder} is a sweep of which no training has begun; run vaekit sweep --resume ${folder}`);
  return runs;
}

/**
 * The folders of the runs that are meant: a sweep is all that have begun, and so is its `sweep.json`, but for those that are given themselves, since a shell
 * makes both of `SWEEP/*`.
 */
export async function runFolders(operands: readonly string[]): Promise<readonly string[]> {
  const given = new Set(operands.map((operand) => resolve(operand)));
  const found = await Promise.all(
    operands.map(async (operand) => {
      if (basename(operand) !== 'sweep.json') return (await trialsOf(operand)) ?? [operand];
      const runs = await trialsOf(dirname(operand));
      return runs?.filter((run) => !given.has(resolve(run))) ?? [operand];
    }),
  );
  return found.flat();
}

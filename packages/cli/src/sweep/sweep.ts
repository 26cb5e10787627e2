import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonText } from '@vaekit-internal/base';
import { readRun, readSweepPlan, type RunStore, type SweepPlan, type SweepTrial, writeSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import type { CommandContext } from '../command.js';
import type { SweepOptions } from '../commands/sweep.js';
import type { Terminal } from '../terminal.js';
import { formatDuration } from '../training/progress.js';
import { UsageError } from '../usageError.js';
import { planSweep, trialArguments } from './planSweep.js';
import { hasEnded, runTrial, type TrialEnd } from './runTrial.js';

const namesIn = async (folder: string): Promise<readonly string[]> => (existsSync(folder) ? readdir(folder) : []);

/** Whether nothing is in a folder besides what a sweep leaves that is killed before it has its plan. */
const isFree = async (folder: string): Promise<boolean> =>
  (await namesIn(folder)).every((name) => /^lock-\d+\.json$|^sweep\.json\..*\.tmp$/.test(name));

/** The plan that a sweep goes on with. @throws UsageError where there is none */
async function resumedPlan(folder: string, store: RunStore): Promise<SweepPlan> {
  const plan = existsSync(folder) ? await readSweepPlan(store) : undefined;
  if (plan === undefined) {
    const hint = (await isFree(folder)) ? `begin it anew with --out ${folder}` : 'give a folder that vaekit sweep wrote';
    throw new UsageError(`--resume ${folder} is no sweep: it has no sweep.json; ${hint}`);
  }
  return plan;
}

/** @throws UsageError where something is in the folder */
async function checkNew(folder: string): Promise<void> {
  if ((await namesIn(folder)).includes('sweep.json'))
    throw new UsageError(`--out ${folder} is a sweep already; go on with it with --resume ${folder}, or choose another folder`);
  if (!(await isFree(folder))) throw new UsageError(`--out ${folder} is not empty; choose another folder`);
}

/** What is told of a training that has ended. */
async function tellTrial(
  { out, err }: Terminal,
  json: boolean,
  trial: {
    readonly name: string;
    readonly folder: string;
    readonly end: Exclude<TrialEnd, 'interrupted'>;
    readonly seconds: number;
  },
  count: string,
): Promise<void> {
  const { name, folder, end, seconds } = trial;
  const failed = end === 'done' ? undefined : end.failed;
  const test = failed === undefined ? (await readRun(folderRunStore(folder))).result?.test : undefined;
  if (json)
    out.line(
      jsonText({
        event: 'trial',
        trial: name,
        ended: failed === undefined,
        ...(failed === undefined ? { test } : { failed }),
        seconds,
      }),
    );
  else if (failed === undefined)
    out.line(`${count}  ${name}  test loss ${test?.['loss']?.toFixed(2) ?? '-'}  ${formatDuration(seconds)}`);
  else err.line(`${name} failed: ${failed}`);
}

/** Runs all trainings that have not ended, so many at a time; how many failed. */
async function runTrials(
  folder: string,
  plan: SweepPlan,
  { processes, json }: SweepOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const total = plan.trials.length;
  const waiting = plan.trials.filter(({ name }) => !hasEnded(join(folder, name)));
  let [done, failed] = [total - waiting.length, 0];
  const worker = async (): Promise<void> => {
    for (let trial: SweepTrial | undefined; !signal.aborted && (trial = waiting.shift()) !== undefined;) {
      const began = performance.now();
      const path = join(folder, trial.name);
      const end = await runTrial(path, trialArguments(plan, trial.options), signal);
      if (end === 'interrupted') return;
      if (end === 'done') done += 1;
      else failed += 1;
      const seconds = Number(((performance.now() - began) / 1000).toFixed(1));
      await tellTrial(
        terminal,
        json,
        { name: trial.name, folder: path, end, seconds },
        `${String(done).padStart(String(total).length)} of ${total}`,
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(processes, waiting.length) }, worker));
  return failed;
}

/** Runs `vaekit sweep`. */
export async function sweep(
  values: SweepOptions & Readonly<Record<string, unknown>>,
  { terminal }: CommandContext,
): Promise<number> {
  const { out, resume, json } = values;
  const folder = (resume ?? out)!;
  const store = folderRunStore(folder);
  const plan = resume === undefined ? planSweep(values) : await resumedPlan(folder, store);
  if (resume === undefined) await checkNew(folder);
  const interruption = new AbortController();
  let code = 0;
  const release = terminal.onInterrupt((due) => {
    code = due;
    terminal.err.line('stopping after the steps under way (Ctrl-C to stop at once)');
    interruption.abort();
  });
  // Two sweeps in one folder would run everything twice.
  const lock = await store.lock();
  try {
    if (resume === undefined) {
      await checkNew(folder);
      await writeSweepPlan(store, plan);
    }
    const { length: total } = plan.trials;
    if (json) terminal.out.line(jsonText({ event: 'start', sweep: folder, trials: total }));
    const failed = await runTrials(folder, plan, values, terminal, interruption.signal);
    const ended = plan.trials.filter(({ name }) => hasEnded(join(folder, name))).length;
    if (json) terminal.out.line(jsonText({ event: 'end', sweep: folder, trials: total, ended, failed }));
    else if (ended === total)
      terminal.out.line(`${folder}: all ${total} trainings have ended; see them beside each other with vaekit compare ${folder}`);
    else terminal.err.line(`${folder}: ${ended} of ${total} trainings have ended; go on with vaekit sweep --resume ${folder}`);
    return code || (failed > 0 ? 1 : 0);
  } finally {
    await lock.release();
    release();
  }
}

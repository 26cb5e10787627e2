import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, type Examples, take } from '@vaekit/datasets';
import { openRun as openStored, readSweepPlan, type Run as StoredRun, type RunStore } from '@vaekit/runs';
import { folderRunStore, settleRunFolder } from '@vaekit/runs/node';
import { type DataOptions, type OpenData, openData } from '../data/openData.js';
import { type BackendChoice, startBackend } from '../model/backend.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usageError.js';
import { type RunOptions, runOptionsSchema } from './runOptions.js';

/** A run that `vaekit train` wrote. */
export interface Run extends Omit<StoredRun<RunOptions>, 'checkpoint' | 'warnings'> {
  readonly folder: string;
}

/** Which part of the data a command works on. */
export type SplitName = 'test' | 'train' | 'validation';

/** Says on stderr what was passed over. */
export function sayWarnings({ err }: Terminal, warnings: readonly string[]): void {
  for (const warning of warnings) err.line(`warning: ${warning}`);
}

/** The files of a run folder. @throws Error when there is none */
export async function runStoreAt(folder: string, terminal: Terminal): Promise<RunStore> {
  sayWarnings(terminal, await settleRunFolder(folder));
  if (!existsSync(folder)) throw new Error(`${folder} does not exist; give a run folder that \`vaekit train\` wrote`);
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is a file; give a run folder that \`vaekit train\` wrote`);
  const store = folderRunStore(folder);
  const plan = await readSweepPlan(store);
  if (plan !== undefined)
    throw new Error(
      `${folder} is a sweep of ${plan.trials.length} trainings; give the folder of one, such as ${join(folder, plan.trials[0]!.name)}`,
    );
  return store;
}

/** Starts an engine and loads a run. @throws Error that names the file that is missing or damaged */
export async function openRun(folder: string, backend: BackendChoice, terminal: Terminal): Promise<Run> {
  const store = await runStoreAt(folder, terminal);
  await startBackend(backend);
  const { warnings, ...run } = await openStored(store, { options: runOptionsSchema });
  sayWarnings(terminal, warnings);
  return { ...run, folder };
}

/** The data of a run, prepared as they were for its training. @throws Error when they are not the same */
export async function openRunData(
  { config }: Pick<Run, 'config'>,
  folder: string | undefined,
  more: Pick<DataOptions, 'keep' | 'labels-fraction' | 'onEvent' | 'signal' | 'unseen'> = {},
): Promise<OpenData> {
  const { options, data } = config;
  const { encoding, scaling } = data;
  // Classes of data that a training from another run has met may be in another order there.
  const classes = options.from === undefined ? undefined : data.classes;
  const asked = {
    ...options,
    dataDir: folder ?? options['data-dir'],
    encoding,
    scaling,
    classes,
    earlier: data.schema,
    hashOf: data.sha256,
    ...more,
  };
  const open = await openData(asked).catch((error: unknown) => {
    if (!(error instanceof DataError && error.kind === 'file-missing')) throw error;
    throw new Error(
      `the run was trained on ${data.name}, but ${error.message.replace(/^\w+: |; (?:give the path|put the rest there).*$/gu, '')}; give the folder where it is now with --data-dir`,
      { cause: error },
    );
  });
  if (open.sha256 !== data.sha256) {
    throw new Error(
      `the data differ from those of the run (SHA-256 ${open.sha256.slice(0, 12)}…, expected ${data.sha256.slice(0, 12)}…); give the folder of the original data with --data-dir`,
    );
  }
  return open;
}

/** The first `count` examples of a part of the data, all unless said. @throws UsageError when the run has no such part, or it has fewer */
export function splitExamples(data: OpenData, name: SplitName, count?: number | undefined): Examples {
  const examples = data[name];
  if (examples === undefined)
    throw new UsageError('--split validation: the run was trained without a validation part; expected test or train');
  const size = examples.x.shape[0]!;
  if (count !== undefined && count > size)
    throw new UsageError(`--count is ${count} but the ${name} split has only ${size} examples`);
  return count === undefined || count === size ? examples : take(examples, count);
}

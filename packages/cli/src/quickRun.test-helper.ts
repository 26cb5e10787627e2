import { fit } from '@vaekit/core';
import { epochMetrics, fitOptions, openRun, readRun, type RunConfig, type RunResult, writeRun } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { readCommandLine } from './commandLine.js';
import type { TrainOptions } from './commands/trainOptions.js';
import { train } from './commands/train.js';
import { asGiven } from './data/exampleArrays.js';
import { openData } from './data/openData.js';
import { startBackend } from './model/backend.js';
import { buildModel } from './model/buildModel.js';
import { chooseEngine, engineOf } from './model/engine.js';
import { newRunConfig } from './run/newRunConfig.js';
import type { Run } from './run/openRun.js';
import { type RunOptions, runOptionsOf, runOptionsSchema } from './run/runOptions.js';

/** Writes the run that `vaekit train` with these arguments would write, without its test scores and pictures, which take longest. */
export async function quickRun(folder: string, args: readonly string[]): Promise<void> {
  const request = readCommandLine([train], ['train', ...args]);
  if (request.kind !== 'run') throw new Error('quickRun: expected options of train');
  const given = request.values as unknown as TrainOptions;
  const data = await openData({ ...given, data: given.data!, dataDir: given['data-dir'] });
  const options = runOptionsOf(given, data);
  const engine = await chooseEngine(given.engine);
  const backend = await startBackend(given.backend);
  const model = await buildModel(options, data);
  const config = newRunConfig({ options, data, model, backend, engine });
  const writer = await writeRun(folderRunStore(folder));
  await writer.begin(config);
  await fit(model, asGiven(data.train), {
    ...fitOptions(config),
    engine: engineOf(engine),
    validationData: data.validation && asGiven(data.validation),
    callbacks: {
      onEpochEnd: async (epoch, logs, control) => writer.saveEpoch(epochMetrics(epoch, logs, 1), await control.state()),
    },
  });
  await writer.close();
  model.dispose();
}

/** The configuration of a run. */
export const configOf = async (folder: string): Promise<RunConfig<RunOptions>> =>
  (await readRun(folderRunStore(folder), { options: runOptionsSchema })).config;

/** A run, for tests that have a backend already. */
export const loadRun = async (folder: string): Promise<Run> => ({
  ...(await openRun(folderRunStore(folder), { options: runOptionsSchema })),
  folder,
});

/** Says that a run ended. */
export async function finishRun(folder: string, result: RunResult): Promise<void> {
  const writer = await writeRun(folderRunStore(folder));
  await writer.finish(result);
  await writer.close();
}

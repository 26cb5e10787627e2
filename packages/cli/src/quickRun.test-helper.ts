import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fit, optimizerFromJSON } from '@vaekit/core';
import { saveCheckpoint, writeFileSafely } from '@vaekit/core/node';
import { readCommandLine } from './commandLine.js';
import type { TrainOptions } from './commands/train.js';
import { train } from './commands/train.js';
import { openData } from './data/openData.js';
import { startBackend } from './model/backend.js';
import { buildModel } from './model/buildModel.js';
import { chooseEngine, engineOf } from './model/engine.js';
import { checkpointsOf } from './run/loadRun.js';
import { type EpochMetrics, writeMetrics } from './run/metrics.js';
import { newRunConfig, runOptionsOf } from './run/newRunConfig.js';
import { CONFIG_FILE, sealed } from './run/runConfig.js';

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
  mkdirSync(folder, { recursive: true });
  await writeFileSafely(join(folder, CONFIG_FILE), sealed(newRunConfig({ options, data, model, backend, engine })));
  const lines: EpochMetrics[] = [];
  const held = data.validation;
  const { state } = await fit(model, data.train, {
    epochs: options.epochs,
    batchSize: options['batch-size'],
    optimizer: optimizerFromJSON({ kind: options.optimizer, learningRate: options.lr }),
    engine: engineOf(engine),
    seed: options.seed,
    ...(held === undefined
      ? {}
      : {
          validationData: held,
          earlyStopping: { patience: Number.MAX_SAFE_INTEGER },
        }),
    callbacks: {
      onEpochEnd(epoch, logs) {
        const pick = (chosen: boolean): Record<string, number> =>
          Object.fromEntries(
            Object.entries(logs)
              .filter(([name]) => name.startsWith('val_') === chosen)
              .map(([name, value]) => [name.replace('val_', ''), value]),
          );
        lines.push({
          epoch: epoch + 1,
          training: pick(false),
          ...(held === undefined ? {} : { validation: pick(true) }),
          seconds: 1,
        });
      },
    },
  });
  await saveCheckpoint(checkpointsOf(folder), state);
  await writeMetrics(folder, lines);
  model.dispose();
}

import { join } from 'node:path';
import { averagedWeights, type TrainingState, type Vae, vaeFromDescription, writeWeights } from '@vaekit/core';
import { loadCheckpoint } from '@vaekit/core/node';
import { type EpochMetrics, readMetrics } from './metrics.js';
import { readRunConfig, type RunConfig } from './runConfig.js';
import { readResult, type RunResult } from './runResult.js';

/** A run, read back: its model has the weights of the best epoch where one was selected, else the averaged or the last ones. */
export interface Run {
  readonly folder: string;
  readonly config: RunConfig;
  readonly model: Vae;
  /** The exact point the training is at. */
  readonly state: TrainingState;
  readonly metrics: readonly EpochMetrics[];
  /** Absent while the run has not ended. */
  readonly result?: RunResult;
}

/** The folder of a run's checkpoints. */
export const checkpointsOf = (folder: string): string => join(folder, 'checkpoints');

/**
 * Loads a run that `vaekit train` wrote, after checking every checksum. A tfjs backend must be active.
 *
 * @throws Error that names the file that is missing or damaged
 */
export async function loadRun(folder: string): Promise<Run> {
  const config = await readRunConfig(folder);
  const state = await loadCheckpoint(checkpointsOf(folder));
  const metrics = await readMetrics(folder, state.epoch);
  const result = await readResult(folder);
  const model = await vaeFromDescription(config.model);
  try {
    writeWeights(model, state.best?.weights ?? averagedWeights(state) ?? state.weights);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { folder, config, model, state, metrics, ...(result === undefined ? {} : { result }) };
}

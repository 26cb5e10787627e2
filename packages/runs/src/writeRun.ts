import type { TrainingState } from '@vaekit/core';
import { saveCheckpoint, tidyCheckpoints } from './checkpoints.js';
import type { RunPoint } from './openRun.js';
import { type RunConfig, writeConfig } from './runConfig.js';
import { type EpochMetrics, METRICS_FILE, metricsText } from './runMetrics.js';
import { RESULT_FILE, type RunResult, writeResult } from './runResult.js';
import { readText, type RunStore } from './runStore.js';

/** The one who writes a run. */
export interface RunWriter {
  readonly store: RunStore;
  /**
   * Begins or goes on: writes the configuration, and takes away what lies behind the point that is gone on from.
   *
   * @param from the point, as {@link readRunPoint} or {@link openRun} gave it; a new run unless given
   */
  begin(config: RunConfig<object>, from?: Pick<RunPoint, 'checkpoint' | 'metrics'>): Promise<void>;
  /** Adds the line of an epoch, and makes its point the current checkpoint. */
  saveEpoch(metrics: EpochMetrics, state: TrainingState): Promise<void>;
  /** Makes a point the current checkpoint. */
  save(state: TrainingState): Promise<void>;
  /** Says how the run ended: the last that is written. */
  finish(result: RunResult): Promise<void>;
  /** Lets others write; nothing happens the second time. */
  close(): Promise<void>;
}

/**
 * Takes a run for writing, there or yet to be made; nothing is changed before {@link RunWriter.begin}. Whoever takes it closes it, in a `finally`.
 *
 * @throws RunLockedError that names who writes it already
 */
export async function writeRun(store: RunStore): Promise<RunWriter> {
  const lock = await store.lock();
  let seal = '';
  let checkpoint: string | undefined;
  const save = async (state: TrainingState): Promise<void> => {
    checkpoint = await saveCheckpoint(store, state, checkpoint);
  };
  return {
    store,
    async begin(config, from) {
      for (const name of await store.list()) if (name.endsWith('.tmp')) await store.remove(name);
      await tidyCheckpoints(store, from?.checkpoint);
      await store.remove(RESULT_FILE);
      await writeConfig(store, config);
      const written = await metricsText(from?.metrics ?? [], '');
      if (((await readText(store, METRICS_FILE)) ?? '') !== written.text) await store.write(METRICS_FILE, written.text);
      seal = written.seal;
      checkpoint = from?.checkpoint;
    },
    async saveEpoch(metrics, state) {
      const line = await metricsText([metrics], seal);
      await store.append(METRICS_FILE, line.text);
      seal = line.seal;
      await save(state);
    },
    save,
    finish: (result) => writeResult(store, result),
    close: () => lock.release(),
  };
}

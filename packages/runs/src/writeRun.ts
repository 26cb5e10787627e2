import type { TrainingState } from '@vaekit/core';
import type { EarlyPhase } from './checkpoint.js';
import { saveCheckpoint, tidyCheckpoints } from './checkpoints.js';
import type { RunPoint } from './openRun.js';
import { type RunConfig, writeConfig } from './runConfig.js';
import { type EpochMetrics, METRICS_FILE, metricsText } from './runMetrics.js';
import { RESULT_FILE, type RunResult, writeResult } from './runResult.js';
import { readText, type RunLock, type RunStore } from './runStore.js';

/** The one who writes a run (final); {@link writeRun} makes it. */
export class RunWriter {
  #seal = '';
  #checkpoint: string | undefined;

  constructor(
    readonly store: RunStore,
    private readonly lock: RunLock,
  ) {}

  /**
   * Begins or resumes: writes the configuration, and removes what comes after the point of resumption.
   *
   * @param from the point, as {@link readRunPoint} or {@link openRun} gave it; a new run unless given. Who goes on with phases leaves out `early`.
   * @throws Error where `from` is in a phase before the last, with which `fit` alone cannot go on
   */
  async begin(config: RunConfig<object>, from?: Pick<RunPoint, 'checkpoint' | 'early' | 'metrics'>): Promise<void> {
    const { store } = this;
    if (from?.early !== undefined) {
      const name = config.training.phases?.[from.early.phase]?.name ?? `number ${from.early.phase + 1}`;
      throw new Error(
        `${store.name} is in a phase before its last, '${name}', with which \`fit\` cannot go on; go on with \`vaekit train --resume\``,
      );
    }
    for (const name of await store.list()) if (name.endsWith('.tmp')) await store.remove(name);
    await tidyCheckpoints(store, from?.checkpoint);
    await store.remove(RESULT_FILE);
    await writeConfig(store, config);
    const { text, seal } = await metricsText(from?.metrics ?? [], '');
    if (((await readText(store, METRICS_FILE)) ?? '') !== text) await store.write(METRICS_FILE, text);
    this.#seal = seal;
    this.#checkpoint = from?.checkpoint;
  }

  /** Adds the line of an epoch, and makes its point the current checkpoint. */
  async saveEpoch(metrics: EpochMetrics, state: TrainingState): Promise<void> {
    const { text, seal } = await metricsText([metrics], this.#seal);
    await this.store.append(METRICS_FILE, text);
    this.#seal = seal;
    await this.save(state);
  }

  /** Makes a point the current checkpoint; `early` where it is in a phase before the last. */
  async save(state: TrainingState, early?: EarlyPhase): Promise<void> {
    this.#checkpoint = await saveCheckpoint(this.store, state, this.#checkpoint, early);
  }

  /** Says how the run ended: the last that is written. */
  finish(result: RunResult): Promise<void> {
    return writeResult(this.store, result);
  }

  /** Lets others write; nothing happens the second time. */
  close(): Promise<void> {
    return this.lock.release();
  }
}

/**
 * Takes a run for writing, there or yet to be made; nothing is changed before `begin`. Whoever takes it closes it, in a `finally`.
 *
 * @throws RunLockedError that names who writes it already
 */
export const writeRun = async (store: RunStore): Promise<RunWriter> => new RunWriter(store, await store.lock());

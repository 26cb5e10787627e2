import type { StandardSchemaV1 } from '@standard-schema/spec';
import { averagedWeights, type PartMaker, type TrainingState, type Vae, vaeFromDescription, writeWeights } from '@vaekit/core';
import type { EarlyPhase } from './checkpoint.js';
import { loadCheckpoint } from './checkpoints.js';
import { CONFIG_FILE, readConfig, type RunConfig, type RunOptionsRecord } from './runConfig.js';
import { RunDamage } from './runDamage.js';
import { type EpochMetrics, readMetrics } from './runMetrics.js';
import { readResult, type RunResult } from './runResult.js';
import { readText, type RunStore } from './runStore.js';

/** What a run says of itself without its weights. */
export interface RunOutline<Options extends object = RunOptionsRecord> {
  readonly config: RunConfig<Options>;
  readonly metrics: readonly EpochMetrics[];
  /** Absent while the run has not ended. */
  readonly result?: RunResult;
  /** What was passed over, a sentence each, for a program to show. */
  readonly warnings: readonly string[];
}

/** The exact point that a run is at. */
export interface RunPoint<Options extends object = RunOptionsRecord> extends RunOutline<Options> {
  /** The name of the checkpoint it comes from; absent, as is `state`, where none was ever finished. */
  readonly checkpoint?: string;
  readonly state?: TrainingState;
  /** Present while a phase before the last is under way, in a run that is fitted in several: `state` has then done no epochs. */
  readonly early?: EarlyPhase;
}

/** A run, read back: its model has the weights of the best epoch where one was selected, else the averaged or the last ones. */
export interface Run<Options extends object = RunOptionsRecord> extends RunOutline<Options> {
  readonly model: Vae;
  readonly checkpoint: string;
  readonly state: TrainingState;
  /** As in {@link RunPoint}. */
  readonly early?: EarlyPhase;
}

/** How runs are read. */
export interface ReadRunOptions<Options extends object = RunOptionsRecord> {
  /** Checks the options in the configuration; any record is taken unless given. */
  readonly options?: StandardSchemaV1<unknown, Options>;
}

/** Reads a run's files but its checkpoints; it may be under way. @throws RunDamage that names what is missing or damaged */
export async function readRun<Options extends object = RunOptionsRecord>(
  store: RunStore,
  { options }: ReadRunOptions<Options> = {},
): Promise<RunOutline<Options>> {
  const config = await readConfig(store, options);
  const { metrics, warnings } = await readMetrics(store);
  const result = await readResult(store);
  return { config, metrics, warnings, ...(result === undefined ? {} : { result }) };
}

/**
 * Reads a run and the point it is at, every checksum compared; it may be under way.
 *
 * @throws RunDamage that names what is missing or damaged
 */
export async function readRunPoint<Options extends object = RunOptionsRecord>(
  store: RunStore,
  { options }: ReadRunOptions<Options> = {},
): Promise<RunPoint<Options>> {
  for (;;) {
    const before = await readText(store, CONFIG_FILE);
    const read = async (): Promise<RunPoint<Options>> => {
      const config = await readConfig(store, options);
      const loaded = await loadCheckpoint(store);
      const { metrics, warnings } = await readMetrics(store, loaded?.state.epoch ?? 0);
      const result = await readResult(store);
      return {
        config,
        metrics,
        warnings: [...(loaded?.warnings ?? []), ...warnings],
        ...(loaded === undefined ? {} : { checkpoint: loaded.name, state: loaded.state }),
        ...(loaded?.early === undefined ? {} : { early: loaded.early }),
        ...(result === undefined ? {} : { result }),
      };
    };
    const outcome = await read().then(
      (point) => ({ point }),
      (error: unknown) => ({ error }),
    );
    // Another run may have taken the place of this one meanwhile; then what was read is of both.
    if ((await readText(store, CONFIG_FILE)) !== before) continue;
    if ('error' in outcome) throw outcome.error;
    return outcome.point;
  }
}

/**
 * Opens a run: its model, and the point its training is at. A tfjs backend must be active; nothing that is read is run.
 *
 * @param options.parts factories for parts of the model that are not of `@vaekit/core`
 * @throws RunDamage that names what is missing or damaged, or says that no checkpoint was ever finished
 */
export async function openRun<Options extends object = RunOptionsRecord>(
  store: RunStore,
  options: ReadRunOptions<Options> & { readonly parts?: readonly PartMaker[] } = {},
): Promise<Run<Options>> {
  const point = await readRunPoint(store, options);
  const { state, checkpoint } = point;
  if (state === undefined || checkpoint === undefined)
    throw new RunDamage(`${store.name} has no checkpoint yet; wait for its first epoch, or resume its training`);
  const model = await vaeFromDescription(point.config.model, options.parts, state.weights);
  try {
    writeWeights(model, state.best?.weights ?? averagedWeights(state) ?? state.weights);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { ...point, model, state, checkpoint };
}

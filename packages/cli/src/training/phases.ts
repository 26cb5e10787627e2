import { batches, evaluate, randomStream, readWeights, type TrainingState, type Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { findModel, type Phase, type PhasedState, phasesOf, valuesOf, type WholeData } from '@vaekit/models';
import { type EarlyPhase, type EpochMetrics, epochMetrics, type RunConfig } from '@vaekit/runs';
import type { OpenData } from '../data/openData.js';
import type { RunOptions } from '../run/runOptions.js';
import { scores } from './scores.js';
import type { Session } from './session.js';

type Config = RunConfig<RunOptions>;

/** The part that is scored at the end of each epoch. */
export const heldOut = ({ config, data }: Pick<Session, 'config' | 'data'>): Examples | undefined =>
  config.options.validation === 'test' ? data.test : data.validation;

/** The data in batches, as `fit` cuts them. */
function wholeData(config: Config, data: OpenData): WholeData {
  const { batchSize, seed } = config.training;
  const held = heldOut({ config, data });
  const cut = (examples: Examples, training: boolean) =>
    batches(examples, { batchSize: Math.min(batchSize, examples.x.shape[0]!), seed, shuffle: training, reuse: true });
  return { training: cut(data.train, true), ...(held === undefined ? {} : { validation: cut(held, false) }) };
}

/** How the model of a run is fitted: by the phases of its catalog entry, else by one training. */
export async function phasesOfRun(config: Config, model: Vae, data: OpenData): Promise<readonly Phase[]> {
  const entry = findModel(config.options.model)!;
  if (entry.phases === undefined) return [{ kind: 'fit', name: 'training', trainable: model }];
  return phasesOf(entry, model, wholeData(config, data), valuesOf(entry, { ...config.options }));
}

/** The configuration with the names of its phases, where they are more than one training. */
export function withPhases(config: Config, phases: readonly Phase[]): Config {
  if (phases.length === 1 && phases[0]!.kind === 'fit') return config;
  return { ...config, training: { ...config.training, phases: phases.map(({ name, kind }) => ({ name, kind })) } };
}

/** Where a session goes on; undefined where it begins. */
export function phasedStart({ phases, initial, early }: Session): PhasedState | undefined {
  if (early !== undefined) return early;
  if (initial === undefined) return undefined;
  if (phases.at(-1)!.kind === 'closed') return { phase: phases.length, weights: initial.weights };
  return { phase: phases.length - 1, weights: initial.weights, training: initial };
}

/** A point before the first step of the last phase, as a run keeps it: the weights so far, no epochs, and what goes on with the phase. */
export async function earlyPoint(
  { model, config }: Session,
  { phase, weights, training }: PhasedState,
): Promise<readonly [TrainingState, EarlyPhase]> {
  return [await atEpoch(0, model, config), { phase, weights, ...(training === undefined ? {} : { training }) }];
}

async function atEpoch(epoch: number, model: Vae, { training: { seed } }: Config): Promise<TrainingState> {
  const random = randomStream(seed).fork('noise').state();
  return { epoch, batch: 0, step: 0, random, history: [], weights: await readWeights(model), memory: {} };
}

/** What was computed at once, as the only epoch of its run: its point, and its scores on both parts. */
export async function computedAtOnce(
  session: Session,
  seconds: number,
): Promise<{ readonly state: TrainingState; readonly line: EpochMetrics }> {
  const { model, config, data } = session;
  const { batchSize, seed } = config.training;
  const scored = { batchSize, seed, dataSize: config.data.examples.train };
  const held = heldOut(session);
  const { loss, terms } = await evaluate(model, data.train, scored);
  const validation = held === undefined ? {} : await scores(model, held, scored);
  const logs = Object.fromEntries(Object.entries(validation).map(([name, value]) => [`val_${name}`, value]));
  return {
    state: await atEpoch(1, model, config),
    line: epochMetrics(0, { loss, ...terms, ...logs }, seconds),
  };
}

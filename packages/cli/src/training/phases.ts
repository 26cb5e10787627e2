import { evaluate, randomStream, readWeights, type TrainingState, type Vae } from '@vaekit/core';
import type { PhasedState } from '@vaekit/models';
import { type EarlyPhase, type EpochMetrics, epochMetrics } from '@vaekit/runs';
import { asGiven } from '../data/exampleArrays.js';
import { heldOut } from '../run/phasesOfRun.js';
import { scores } from './scores.js';
import type { Session } from './session.js';

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

async function atEpoch(epoch: number, model: Vae, { training: { seed } }: Session['config']): Promise<TrainingState> {
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
  const scored = { batchSize, seed, dataSize: config.data.examples.train, classCounts: config.data.classCounts };
  const held = heldOut(session);
  const { loss, terms } = await evaluate(model, asGiven(data.train), scored);
  const validation = held === undefined ? {} : await scores(model, held, scored);
  const logs = Object.fromEntries(Object.entries(validation).map(([name, value]) => [`val_${name}`, value]));
  return {
    state: await atEpoch(1, model, config),
    line: epochMetrics(0, { loss, ...terms, ...logs }, seconds),
  };
}

import { existsSync } from 'node:fs';
import { type FitResult, NonFiniteError, type TrainingState } from '@vaekit/core';
import { fitPhases, type PhasedCallbacks, type PhasedState } from '@vaekit/models';
import { type EpochMetrics, epochMetrics, fitOptions } from '@vaekit/runs';
import type { CommandContext } from '../command.js';
import type { CheckpointEvery } from '../commands/checkpointEvery.js';
import type { TrainOptions } from '../commands/trainOptions.js';
import { downloadProgress } from '../data/downloadProgress.js';
import { folderProgress } from '../data/folderProgress.js';
import { asGiven } from '../data/exampleArrays.js';
import { engineOf } from '../model/engine.js';
import { endRun } from './endRun.js';
import { heldOut } from '../run/phasesOfRun.js';
import { computedAtOnce, earlyPoint, phasedStart } from './phases.js';
import type { PhasePoint } from './progress.js';
import { accuracies } from './scores.js';
import { newSession, resumedSession, type Session } from './session.js';
import type { TrackerName } from './trackerName.js';
import { startTracking, type Tracking } from './tracking.js';
import { TrainingReport } from './trainingReport.js';

const NOTHING_WRITTEN = 'interrupted before the first step; nothing was written';

/** The running mean of the epoch under way, out of the engine's memory; reading it changes nothing. */
function runningLoss(memory: TrainingState['memory']): number | undefined {
  const total = memory['report/loss/model']?.[0];
  const examples = memory['report/examples']?.[0];
  return total === undefined || !examples ? undefined : total / examples;
}

/** Whether a point inside an epoch is to be saved after a step; the end of an epoch, which saves anyway, starts the time anew. */
function checkpointClock(every: CheckpointEvery | undefined): { isDue(step: number): boolean; saved(): void } {
  let last = performance.now();
  return {
    isDue(step) {
      if (every === undefined) return false;
      return 'steps' in every ? step % every.steps === 0 : performance.now() - last >= 1000 * every.seconds;
    },
    saved: () => (last = performance.now()),
  };
}

/** Makes an exact point the current one of a run. */
async function savePoint(session: Session, state: PhasedState): Promise<void> {
  const { folder, phases, writer } = session;
  const { phase, training } = state;
  await (phase === phases.length - 1 && training !== undefined
    ? writer.save(training)
    : writer.save(...(await earlyPoint(session, state))));
  await folder.keep();
}

/** Who is told how far a training is. */
interface Watchers {
  readonly report: TrainingReport;
  readonly tracking: Tracking | undefined;
}

/** Keeps and tells how far a training is; `lines` grows by one for each epoch of the last phase. */
function watching(
  session: Session,
  lines: EpochMetrics[],
  { report, tracking }: Watchers,
  every: CheckpointEvery | undefined,
): PhasedCallbacks {
  const { config, model, phases, folder, writer } = session;
  const { batchSize, seed } = config.training;
  const { classCounts } = config.data;
  const held = heldOut(session);
  const batches = Math.ceil(config.data.examples.train / batchSize);
  const last = phases.length - 1;
  let [begun, lastLook] = [performance.now(), performance.now()];
  let loss: number | undefined;
  const clock = checkpointClock(every);
  const pointOf = (index: number, epoch: number): PhasePoint => {
    const phase = phases[index]!;
    const epochs = (phase.kind === 'fit' ? phase.options?.epochs : undefined) ?? config.training.epochs;
    return { epoch: epoch + 1, epochs, ...(index === last ? {} : { phase: phase.name }) };
  };
  return {
    onEpochBegin() {
      begun = performance.now();
      loss = undefined;
    },
    async onBatchEnd(batch, { phase, epoch, step }, control) {
      // The last step of an epoch is saved with its end.
      if (clock.isDue(step) && !(phase === last && batch + 1 === batches)) {
        await savePoint(session, await control.state());
        clock.saved();
      }
      if (!report.watched) return;
      if (performance.now() - lastLook > 1000) {
        const { training } = await control.state();
        loss = training && runningLoss(training.memory);
        lastLook = performance.now();
      }
      report.progress({ ...pointOf(phase, epoch), batch: batch + 1, batches, batchSize, loss });
    },
    async onEpochEnd(epoch, logs, { phase }, control) {
      const state = await control.state();
      const seconds = (performance.now() - begun) / 1000;
      clock.saved();
      if (phase < last) {
        await savePoint(session, state);
        report.earlyEpoch(pointOf(phase, epoch), epochMetrics(epoch, logs, seconds));
        return;
      }
      const line = epochMetrics(epoch, logs, seconds, held === undefined ? {} : accuracies(model, held, { seed, classCounts }));
      lines.push(line);
      await writer.saveEpoch(line, state.training!);
      await folder.keep();
      await tracking?.epoch(line);
      await report.epoch(session, line);
    },
    async onPhaseEnd(_, index, state) {
      if (index < last) await savePoint(session, state);
    },
  };
}

/** Where a fit ended: in its last phase, or before the first step of that one. */
type Fitted = { readonly trained: FitResult } | { readonly before: PhasedState };

/** What was asked for that is no part of the run. */
interface Asked {
  readonly signal: AbortSignal;
  readonly every: CheckpointEvery | undefined;
  readonly tracker: TrackerName | undefined;
}

/** Fits for the phases and epochs that are left, none where only the ending is. */
async function fitSession(
  session: Session,
  lines: EpochMetrics[],
  watchers: Watchers,
  { signal, every }: Asked,
): Promise<Fitted> {
  const { report, tracking } = watchers;
  const { config, data, model, phases, folder, initial, writer } = session;
  const closed = phases.at(-1)!.kind === 'closed';
  const began = performance.now();
  const held = heldOut(session);
  try {
    const { results, state, stopped } = await fitPhases(
      model,
      phases,
      { training: asGiven(data.train), validation: held && asGiven(held) },
      {
        ...(closed ? { epochs: 1 } : fitOptions(config)),
        ...(session.stoppedEarly === true ? { epochs: initial!.epoch } : {}),
        engine: engineOf(config.engine),
        signal,
        initial: phasedStart(session),
        callbacks: watching(session, lines, watchers, every),
      },
    );
    const trained = results[phases.at(-1)!.name];
    if (trained !== undefined && trained.state.step > 0) return { trained };
    // Stopped before it went on.
    const { training } = state;
    if (state.phase === phases.length - 1 && training !== undefined && training.step > 0)
      return { trained: { epoch: [], history: {}, stopped: 'aborted', state: training } };
    if (!closed || stopped !== 'completed') return { before: state };
    if (initial !== undefined) return { trained: { epoch: [0], history: {}, stopped: 'completed', state: initial } };
    const atOnce = await computedAtOnce(session, (performance.now() - began) / 1000);
    lines.push(atOnce.line);
    await writer.saveEpoch(atOnce.line, atOnce.state);
    await folder.keep();
    await tracking?.epoch(atOnce.line);
    await report.epoch(session, atOnce.line);
    return { trained: { epoch: [0], history: {}, stopped: 'completed', state: atOnce.state } };
  } catch (error) {
    await folder.discard();
    if (!(error instanceof NonFiniteError)) throw error;
    const kept = lines.length === 1 ? 'the first epoch' : `the first ${lines.length} epochs`;
    throw new Error(
      `training stopped: ${error.message}. ${lines.length === 0 ? 'Nothing was saved' : `${folder.path} keeps ${kept}`}`,
      { cause: error },
    );
  } finally {
    report.clear();
  }
}

/** Trains a session and brings it to its end; whether it came there, and else whether anything was written. */
async function trainSession(session: Session, report: TrainingReport, asked: Asked): Promise<'done' | 'nothing' | 'saved'> {
  const { folder, writer } = session;
  report.start(session);
  const lines = [...session.metrics];
  const tracking = await startTracking(asked.tracker, session);
  const fitted = await fitSession(session, lines, { report, tracking }, asked);
  if ('trained' in fitted && fitted.trained.stopped !== 'aborted') {
    const result = await endRun(session, fitted.trained, lines, report, asked.signal, tracking);
    if (result !== undefined) return 'done';
  } else if ('trained' in fitted) {
    await writer.save(fitted.trained.state);
    await folder.keep();
  } else if (fitted.before.phase === 0 && !fitted.before.training?.step) {
    await folder.discard();
    return 'nothing';
  } else await savePoint(session, fitted.before);
  report.interrupted(session, 'trained' in fitted ? fitted.trained.state : fitted.before);
  return 'saved';
}

/** An error of a full disk, with what to do where something was saved before it. */
function withWayOn(error: unknown, { folder: { path, store } }: Session): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const kept = store.name === path && existsSync(path);
  const way = kept
    ? `what was saved before is whole: make room, then go on with vaekit train --resume ${path}`
    : 'nothing was kept: make room, or choose another --out';
  return new Error(`${message}; ${way}`, { cause: error });
}

/** Runs `vaekit train`. */
export async function train(given: TrainOptions, context: CommandContext): Promise<number> {
  const { terminal, given: explicit } = context;
  const interruption = new AbortController();
  const { signal } = interruption;
  const report = new TrainingReport(given, terminal);
  let code = 0;
  const release = terminal.onInterrupt((due) => {
    code = due;
    report.clear();
    terminal.err.line('stopping after this step (Ctrl-C to stop at once)');
    interruption.abort();
  });
  let session: Session | undefined;
  try {
    const download = { onEvent: downloadProgress(terminal.err), onFound: folderProgress(terminal.err), signal };
    session = await (given.resume === undefined
      ? newSession(given, terminal, download)
      : resumedSession(given, explicit, terminal, download));
    const outcome = await trainSession(session, report, {
      signal,
      every: given['checkpoint-every'],
      tracker: given.tracker,
    });
    if (outcome === 'nothing') terminal.err.line(NOTHING_WRITTEN);
    return outcome === 'done' ? 0 : code;
  } catch (error) {
    if (session !== undefined || !signal.aborted) throw session === undefined ? error : withWayOn(error, session);
    terminal.err.line(NOTHING_WRITTEN);
    return code;
  } finally {
    await session?.writer.close();
    release();
  }
}

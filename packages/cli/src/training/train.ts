import { fit, type FitOptions, type FitResult, frozen, NonFiniteError, type TrainingState } from '@vaekit/core';
import { type EpochMetrics, epochMetrics, fitOptions } from '@vaekit/runs';
import type { CommandContext } from '../command.js';
import type { TrainOptions } from '../commands/train.js';
import { downloadProgress } from '../data/downloadProgress.js';
import { engineOf } from '../model/engine.js';
import { endRun } from './endRun.js';
import { accuracies } from './scores.js';
import { newSession, resumedSession, type Session } from './session.js';
import { TrainingReport } from './trainingReport.js';

type FitCallbacks = Exclude<NonNullable<FitOptions['callbacks']>, readonly unknown[]>;

const NOTHING_WRITTEN = 'interrupted before the first step; nothing was written\n';

/** The running mean of the epoch under way, out of the engine's memory; reading it changes nothing. */
function runningLoss(memory: TrainingState['memory']): number | undefined {
  const total = memory['report/loss/model']?.[0];
  const examples = memory['report/examples']?.[0];
  return total === undefined || !examples ? undefined : total / examples;
}

/** Keeps and tells how far a training is; `lines` grows by one for each epoch. */
function watching(session: Session, lines: EpochMetrics[], report: TrainingReport): FitCallbacks {
  const { config, data, model, folder, writer } = session;
  const { epochs, batchSize, seed } = config.training;
  const held = config.options.validation === 'test' ? data.test : data.validation;
  const batches = Math.ceil(config.data.examples.train / batchSize);
  let [begun, lastLook] = [performance.now(), performance.now()];
  let loss: number | undefined;
  return {
    onEpochBegin() {
      begun = performance.now();
      loss = undefined;
    },
    async onBatchEnd(batch, { epoch }, control) {
      if (!report.watched) return;
      if (performance.now() - lastLook > 1000) {
        loss = runningLoss((await control.state()).memory);
        lastLook = performance.now();
      }
      report.progress({ epoch: epoch + 1, epochs, batch: batch + 1, batches, batchSize, loss });
    },
    async onEpochEnd(epoch, logs, control) {
      const more = held === undefined ? {} : accuracies(model, held, seed);
      const line = epochMetrics(epoch, logs, (performance.now() - begun) / 1000, more);
      lines.push(line);
      await writer.saveEpoch(line, await control.state());
      await folder.keep();
      await report.epoch(session, line);
    },
  };
}

/** Trains for the epochs that are left, none where only the ending is. */
async function trainEpochs(
  session: Session,
  lines: EpochMetrics[],
  report: TrainingReport,
  signal: AbortSignal,
): Promise<FitResult> {
  const { config, data, model, folder, initial } = session;
  const options = fitOptions(config);
  try {
    const { freeze } = config.options;
    return await fit(freeze === undefined ? model : frozen(model, [freeze]), data.train, {
      ...options,
      ...(session.stoppedEarly === true ? { epochs: initial!.epoch } : {}),
      engine: engineOf(config.engine),
      validationData: config.options.validation === 'test' ? data.test : data.validation,
      signal,
      initial,
      callbacks: watching(session, lines, report),
    });
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

/** Trains a session and brings it to its end; gives the exit code. */
async function trainSession(
  session: Session,
  { terminal }: CommandContext,
  report: TrainingReport,
  signal: AbortSignal,
): Promise<number> {
  const { folder, writer } = session;
  report.start(session);
  const lines = [...session.metrics];
  const trained = await trainEpochs(session, lines, report, signal);
  if (trained.stopped !== 'aborted') {
    await endRun(session, trained, lines, report);
    return 0;
  }
  if (trained.state.step === 0) {
    await folder.discard();
    terminal.err.write(NOTHING_WRITTEN);
    return 130;
  }
  await writer.save(trained.state);
  await folder.keep();
  report.interrupted(folder.path, trained.state);
  return 130;
}

/** Runs `vaekit train`. */
export async function train(given: TrainOptions, context: CommandContext): Promise<number> {
  const { terminal, given: explicit } = context;
  const interruption = new AbortController();
  const { signal } = interruption;
  const report = new TrainingReport(given, terminal);
  const release = terminal.onInterrupt(() => {
    report.clear();
    terminal.err.write('stopping after this step (Ctrl-C again to stop at once)\n');
    interruption.abort();
  });
  let session: Session | undefined;
  try {
    const download = { onEvent: downloadProgress(terminal.err), signal };
    session = await (given.resume === undefined
      ? newSession(given, terminal, download)
      : resumedSession(given, explicit, terminal, download));
    return await trainSession(session, context, report, signal);
  } catch (error) {
    if (session !== undefined || !signal.aborted) throw error;
    terminal.err.write(NOTHING_WRITTEN);
    return 130;
  } finally {
    await session?.writer.close();
    release();
  }
}

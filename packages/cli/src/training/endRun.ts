import * as tf from '@tensorflow/tfjs';
import type { FitResult, Vae } from '@vaekit/core';
import { stationarityGap } from '@vaekit/cvae';
import type { EpochMetrics, RunResult, Scores } from '@vaekit/runs';
import { exampleArrays } from '../data/exampleArrays.js';
import type { OpenData } from '../data/openData.js';
import { engineOf } from '../model/engine.js';
import { isAble } from '../model/requireAbility.js';
import { anomalousClasses } from '../scoring/anomalousClasses.js';
import { anomalyFigures, lostScoresNote } from '../scoring/anomalyFigures.js';
import { rowScores } from '../scoring/rowScores.js';
import { writeRunReport } from '../pictures/writeRunReport.js';
import { scoreErrors } from './scoreErrors.js';
import { hasClassMeans, scores } from './scores.js';
import type { Session } from './session.js';
import type { Tracking } from './tracking.js';
import type { TrainingReport } from './trainingReport.js';

function gapOf(model: Vae, data: OpenData): number | undefined {
  const { x, y } = exampleArrays(data.train);
  if (y === undefined || !hasClassMeans(model)) return undefined;
  const input = tf.tensor(x.data, [...x.shape]);
  try {
    return stationarityGap(model, input, y).largest;
  } finally {
    input.dispose();
  }
}

/** How well the scores of the test part tell the other examples from those that a run with `normal` was trained on. */
async function anomalyScores(session: Session, report: TrainingReport): Promise<Scores> {
  const { config, model, data } = session;
  const anomalous = anomalousClasses(session, undefined, data.classes ?? []);
  const labels = data.test.y?.data;
  if (anomalous === undefined || labels === undefined || !isAble('score', session)) return {};
  const { score } = await rowScores(model, data.test, { seed: config.options.seed });
  const isAnomaly = Array.from(score, (_, row) => anomalous.has(labels[row]!));
  const lost = lostScoresNote(score);
  if (lost !== undefined) report.note(lost);
  const figures = anomalyFigures(score, isAnomaly);
  return Number.isNaN(figures.rocAuc) ? {} : figures;
}

async function resultOf(
  session: Session,
  trained: FitResult,
  last: EpochMetrics | undefined,
  report: TrainingReport,
): Promise<RunResult> {
  const { config, model, data } = session;
  const { options } = config;
  const test =
    options.validation === 'test' && last?.validation !== undefined
      ? last.validation
      : await scores(model, data.test, {
          batchSize: options['batch-size'],
          seed: options.seed,
          dataSize: config.data.examples.train,
          classCounts: config.data.classCounts,
          engine: engineOf(config.engine),
        });
  const gap = gapOf(model, data);
  const errors = isAble('score', session) ? await scoreErrors(model, data.test, options.seed) : undefined;
  return {
    epochs: trained.state.epoch,
    ...(trained.bestEpoch === undefined ? {} : { bestEpoch: trained.bestEpoch + 1 }),
    stopped: trained.stopped === 'early' || session.stoppedEarly === true ? 'early' : 'completed',
    test: { ...test, ...(await anomalyScores(session, report)) },
    ...(errors === undefined ? {} : { errors }),
    ...(gap === undefined ? {} : { stationarityGap: gap }),
  };
}

/**
 * Brings a trained run to its end: test scores, report and pictures and, last, the result, without which the run is not finished. All of that is made
 * again by who resumes it, so that an abort need not wait for it.
 *
 * @returns the result; `undefined` where it was stopped before
 */
export async function endRun(
  session: Session,
  trained: FitResult,
  metrics: readonly EpochMetrics[],
  report: TrainingReport,
  signal: AbortSignal,
  tracking?: Tracking,
): Promise<RunResult | undefined> {
  const { config, model, data, folder, writer } = session;
  const result = await resultOf(session, trained, metrics.at(-1), report);
  if (signal.aborted) return undefined;
  report.scored(session, result);
  report.busy('drawing …');
  const page = await writeRunReport({ folder: folder.path, config, model, state: trained.state, metrics, result }, data);
  report.busy(undefined);
  if (signal.aborted) return undefined;
  // Before the result is there: who resumes a run whose tracker was not told does it again.
  await tracking?.end(result.epochs, result.test);
  await writer.finish(result);
  report.end(folder.path, result, page);
  return result;
}

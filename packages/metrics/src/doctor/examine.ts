import * as tf from '@tensorflow/tfjs';
import { codePerplexity, type ExamplesInMemory, randomStream, type Vae } from '@vaekit/core';
import { meanInterval } from '../meanInterval.js';
import { classGaps } from './classGaps.js';
import { codeFigures } from './codeFigures.js';
import { deadUnits } from './deadUnits.js';
import { codeWidth, type DoctorData, hasPrior, isCodeCounts, overExamples, someOf } from './doctorData.js';
import type { Examination } from './examination.js';
import { given } from '@vaekit-internal/base';
import { meanOf } from './meanOf.js';
import { medianOf, nearestRow } from './nearestRow.js';
import { losses, lossQuantity, rowFigures } from './rowFigures.js';

/** Options of {@link examine} and of `diagnose`. */
export interface ExamineOptions {
  /** Examples of each kind that are looked at: where there are more, one at random out of each of so many parts, since rows may be sorted by class. Default 1000. */
  readonly examples?: number;
  /** The seed of draws, and of which examples are looked at. Default 0. */
  readonly seed?: number;
}

/** Codes that are in use, from the moving averages of their counts; of several levels, of the one that uses least of its own. */
function codebookOf(model: Vae): Examination['codebook'] {
  const levels = Object.entries(model.state).flatMap(([name, counts]) => {
    if (!isCodeCounts(name)) return [];
    const values = Array.from(counts.dataSync());
    const total = values.reduce((sum, value) => sum + value, 0);
    const perplexity = tf.tidy(() => codePerplexity(counts).dataSync()[0]!);
    const used = values.filter((value) => value > (0.01 * total) / values.length).length;
    return [{ codes: values.length, used, perplexity }];
  });
  return levels.sort((a, b) => a.perplexity / a.codes - b.perplexity / b.codes)[0];
}

const isFinite = (model: Vae): boolean =>
  Object.values(model.variables).every((variable) => tf.tidy(() => tf.all(tf.isFinite(variable)).dataSync()[0] === 1));

/** Absent where samples are past what a float holds: their distances are no numbers. */
function memorizationOf(
  samples: Float64Array,
  heldOut: Float64Array,
  training: Float64Array,
  width: number,
): Examination['memorization'] {
  const distance = medianOf(nearestRow(samples, training, width));
  return Number.isFinite(distance) ? { samples: distance, heldOut: medianOf(nearestRow(heldOut, training, width)) } : undefined;
}

/** The median of scores; absent where it is no number, as where samples are past what a float holds. */
function calibrationOf(scores: Float64Array | undefined): number | undefined {
  const median = scores === undefined ? undefined : medianOf(scores);
  return Number.isFinite(median) ? median : undefined;
}

/** What examples cost; absent where one of both parts has a single example, or a cost is past what a float holds: those have no interval. */
function lossOf(model: Vae, seen: Float64Array, unseen: Float64Array): Examination['loss'] {
  if ([seen, unseen].some((values) => values.length < 2 || !values.every(Number.isFinite))) return undefined;
  const [training, heldOut] = [meanInterval(Array.from(seen)), meanInterval(Array.from(unseen))];
  const deviation = Math.sqrt(meanOf(unseen.map((value) => (value - heldOut.mean) ** 2)));
  return { quantity: lossQuantity(model), training, heldOut, gap: (heldOut.mean - training.mean) / deviation };
}

/** Every figure that the doctor reads of a model. Memory and time are those of a few passes over at most `examples` rows. */
export function examine(model: Vae, data: DoctorData, options: ExamineOptions = {}): Examination {
  const { examples = 1000, seed = 0 } = options;
  const [training, heldOut] = [someOf(data.training, examples, seed), someOf(data.heldOut, examples, seed)];
  const counts = { training: training.x.shape[0]!, heldOut: heldOut.x.shape[0]! };
  const about = { examples: counts, latent: codeWidth(model), finite: isFinite(model) };
  if (!about.finite) return about;
  const stream = randomStream(seed).fork('doctor');
  const x = (set: ExamplesInMemory): Float64Array =>
    overExamples(model, set, (batch, rows) => ({ x: tf.reshape(batch.x, [rows, -1]) })).x;
  const [known, fresh] = [x(training), x(heldOut)];
  const event = known.length / counts.training;
  // Gray images have no noise of p(x|z): of them the mean is shown and compared.
  const areDrawn = model.event.length !== 3 || fresh.every((value) => value === 0 || value === 1);
  const found = overExamples<string>(model, heldOut, (batch, rows) => rowFigures(model, batch, rows, stream, areDrawn));
  const layers = Object.keys(found).filter((name) => name.includes('/'));
  const ofEvery = {
    layers: layers.map((layer) => deadUnits(layer, found[layer]!, counts.heldOut)),
    ...given('memorization', hasPrior(model) ? memorizationOf(found['sample']!, fresh, known, event) : undefined),
  };
  // Without an encoder there are no codes of examples, and so nothing that an example costs.
  if (model.posterior.ignoresInput === true) return { ...about, ...ofEvery };
  const [seen, unseen] = [losses(model, training, stream.fork('losses')), losses(model, heldOut, stream.fork('losses'))];
  const hasWidth = ['gaussian', 'laplace', 'studentT'].includes(model.config.likelihood.kind);
  const labels = heldOut.y?.shape.length === 1 && training.y !== undefined;
  // Over the values that are there: missing ones leave nothing unexplained.
  const deviation = (squares: Float64Array): number => Math.sqrt(meanOf(squares) / meanOf(found['observed']!));
  const sigma = { claimed: deviation(found['claimed']!), residual: deviation(found['residual']!) };
  const isLikelihood = model.likelihood.reportedAs(heldOut.binarization ?? 'none') === 'nll';
  return {
    ...about,
    ...ofEvery,
    ...codeFigures(model, found, heldOut, seed),
    ...given('codebook', codebookOf(model)),
    ...given('sigma', hasWidth && Object.values(sigma).every(Number.isFinite) ? sigma : undefined),
    ...given('loss', lossOf(model, seen, unseen)),
    ...given('byClass', labels ? classGaps([unseen, heldOut.y!.data], [seen, training.y!.data]) : undefined),
    ...given('calibration', isLikelihood ? calibrationOf(found['score']) : undefined),
  };
}

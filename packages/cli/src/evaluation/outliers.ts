import { deflateSync } from 'node:zlib';
import { type Examples, type PlainTensor } from '@vaekit/datasets';
import { aucInterval, averagePrecisionInterval, type Interval, isolationForest, outlierScores } from '@vaekit/metrics';
import { otherExamples } from '../data/otherExamples.js';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import type { Run } from '../run/openRun.js';
import { UsageError } from '../usageError.js';
import { intervalText, plainExamples, type Question, requireComplete, trainingOf, valuesOf } from './asked.js';

/** How well one score tells outliers. */
export interface OutlierFigures {
  /** With Newcombe's 95 % score interval. */
  readonly rocAuc: Interval;
  /** With a bootstrap's 95 % interval. */
  readonly averagePrecision: Interval;
}

/** How well a model tells other data from its own. */
export interface Outliers {
  readonly against: string;
  /** Of the run's data, and of the other. */
  readonly examples: readonly [number, number];
  /** By score: those of the model, and two that need no model. */
  readonly scores: Readonly<Record<string, OutlierFigures>>;
  /** Points of the ROC curves, shares of false and of true alarms, by score. */
  readonly curves: Readonly<Record<string, readonly (readonly [number, number])[]>>;
}

const MOST = 500;
/** Points of a curve. */
const POINTS = 60;

/** Bytes of each example's values, 8 bits each, after DEFLATE, as in a PNG file. */
function compressedSizes({ data, shape }: PlainTensor<Float32Array>): Float64Array {
  const rows = shape[0]!;
  const width = data.length / rows;
  // Numbers that are no intensities are told by their own range.
  const [low, high] = [data.reduce((a, b) => Math.min(a, b), 0), data.reduce((a, b) => Math.max(a, b), 1)];
  return Float64Array.from({ length: rows }, (_, row) => {
    const bytes = Uint8Array.from(data.subarray(row * width, (row + 1) * width), (value) =>
      Math.round((255 * (value - low)) / (high - low)),
    );
    return deflateSync(bytes, { level: 9 }).length;
  });
}

/** Shares of false and true alarms as the threshold falls. */
function rocCurve(scores: ArrayLike<number>, positive: readonly boolean[]): (readonly [number, number])[] {
  const order = Array.from(positive.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const yes = positive.filter(Boolean).length;
  const points: (readonly [number, number])[] = [[0, 0]];
  let [hits, alarms] = [0, 0];
  order.forEach((row, at) => {
    if (positive[row]!) hits += 1;
    else alarms += 1;
    const next = order[at + 1];
    // Equal scores are passed together.
    if (next === undefined || scores[next] !== scores[row]) points.push([alarms / (positive.length - yes), hits / yes]);
  });
  const step = Math.max(1, Math.floor(points.length / POINTS));
  return points.filter((_, at) => at % step === 0 || at === points.length - 1);
}

/** A set after another. */
const joined = (a: PlainTensor, b: PlainTensor): PlainTensor<Float32Array> => {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  return { data, shape: [a.shape[0]! + b.shape[0]!, ...a.shape.slice(1)] };
};

/** @throws UsageError for a model that is told what other data do not have */
function requireUnconditional({ model, folder, config: { options } }: Run): void {
  if (model.classes === undefined && model.conditionWidth === undefined) return;
  const [of, hint] =
    options.condition === undefined
      ? [`of ${options.model}`, 'train another, such as vae']
      : [`conditioned on ${options.condition.join(', ')}`, 'train without --condition'];
  throw new UsageError(
    `--what outliers needs a model without classes or conditions, since other data have none of them; ${folder} is ${of}: ${hint}`,
  );
}

/** How well outliers are told. */
export const outliers: Question<Outliers> = {
  async of(asked) {
    const { run, options, terminal } = asked;
    const { against, seed } = options;
    if (against === undefined)
      throw new UsageError(
        '--what outliers needs examples that are none of the run: give a data set, a file or a folder with --against',
      );
    requireAbility('score', run);
    requireUnconditional(run);
    const own = sampled(asked.examples, MOST, seed);
    const strange: Examples = sampled(await otherExamples(run, against, terminal, { option: '--against' }), MOST, seed);
    for (const examples of [own, strange]) requireComplete('outliers', examples);
    const all = joined(valuesOf(own, seed), valuesOf(strange, seed));
    const training = await trainingOf(asked, 2 * MOST);
    requireComplete('outliers', training, 'training');
    const { binarization } = plainExamples(run, own);
    const found = outlierScores(
      run.model,
      { training: plainExamples(run, training), examples: { x: all, ...(binarization === undefined ? {} : { binarization }) } },
      { seed },
    );
    const sizes = compressedSizes(all);
    const scores: Readonly<Record<string, Float64Array>> = {
      ...found,
      // The likelihood ratio to a general compressor, in nats (Serrà et al. 2020).
      likelihoodRatio: found.bound.map((value, row) => value - 8 * Math.LN2 * sizes[row]!),
      compressedSize: sizes,
      isolationForest: isolationForest(valuesOf(training, seed), { seed }).scores(all),
    };
    const count = own.x.shape[0]!;
    const positive = Array.from({ length: all.shape[0]! }, (_, row) => row >= count);
    const each = <T>(of: (values: Float64Array) => T): Record<string, T> =>
      Object.fromEntries(Object.entries(scores).map(([name, values]) => [name, of(values)]));
    return {
      against,
      examples: [count, positive.length - count],
      scores: each((values) => ({
        rocAuc: aucInterval(values, positive),
        averagePrecision: averagePrecisionInterval(values, positive, { seed }),
      })),
      curves: each((values) => rocCurve(values, positive)),
    };
  },
  text: ({ against, examples: [own, strange], scores }) => [
    `${strange} examples of ${against} among ${own} of the run's data, with 95 % intervals; compressedSize and isolationForest need no model:`,
    ...Object.entries(scores).map(
      ([name, { rocAuc, averagePrecision }]) =>
        `  ${name}: ${intervalText('ROC AUC', rocAuc, 3)}  ${intervalText('average precision', averagePrecision, 3)}`,
    ),
  ],
};

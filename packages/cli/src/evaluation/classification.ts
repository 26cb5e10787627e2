import * as tf from '@tensorflow/tfjs';
import { classify, stationarityGap } from '@vaekit/cvae';
import type { PlainTensor } from '@vaekit/datasets';
import { calibrationError, type Calibration, type Interval, shareInterval } from '@vaekit/metrics';
import { maskTensor } from '../data/exampleArrays.js';
import { sampled } from '../data/sampledRows.js';
import { requireAbility } from '../model/requireAbility.js';
import { hasClassMeans } from '../training/scores.js';
import { UsageError } from '../usageError.js';
import { intervalText, type Question, trainingOf, valuesOf } from './asked.js';

/** How right a class model is, and whether it knows how sure it may be. */
export interface Classification {
  readonly examples: number;
  readonly accuracy: Interval;
  /** What always saying the most frequent class of these examples would come to: what a model of no worth has. */
  readonly mostFrequent: number;
  readonly calibration: Calibration;
  /** Largest |μ^y − E[μ(x)|y]| over training examples, of models with class means: 0 at a minimum. */
  readonly stationarityGap?: number;
}

const MOST = 2000;

/** How good a class model is. */
export const classification: Question<Classification> = {
  async of(asked) {
    const { run, options } = asked;
    const { model } = run;
    requireAbility('classify', run);
    const examples = sampled(asked.examples, MOST, options.seed);
    const { y } = examples;
    if (y === undefined) throw new UsageError('--what classes needs examples with labels');
    const values = valuesOf(examples, options.seed);
    const x = tf.tensor(values.data, [...values.shape]);
    const mask = maskTensor(examples);
    try {
      const { labels, probabilities } = classify(model, x, { samples: hasClassMeans(model) ? 16 : 1, seed: options.seed, mask });
      const shares: PlainTensor = { data: (await probabilities.data()) as Float32Array, shape: [...probabilities.shape] };
      probabilities.dispose();
      const right = Array.from(labels, (label, row) => label === y.data[row]);
      return {
        examples: right.length,
        accuracy: shareInterval(right.filter(Boolean).length, right.length),
        mostFrequent: largestShare(y.data),
        calibration: calibrationError(shares, y.data),
        ...(hasClassMeans(model) ? { stationarityGap: await gapOf(asked) } : {}),
      };
    } finally {
      tf.dispose([x, mask ?? []]);
    }
  },
  text: ({ examples, accuracy, calibration, stationarityGap: gap }) => [
    `${intervalText('accuracy', accuracy, 3)} of ${examples} examples  expected calibration error ${calibration.expectedError.toFixed(3)}`,
    ...calibration.bins.map(
      ({ confidence, accuracy: share, rows }) =>
        `said ${(100 * confidence).toFixed(0)} % sure: right ${(100 * share).toFixed(0)} % (${rows})`,
    ),
    ...(gap === undefined ? [] : [`class means from the means of codes: at most ${gap.toFixed(3)} (0 at a minimum)`]),
  ],
};

/** The share of the most frequent label. */
function largestShare(labels: ArrayLike<number>): number {
  const counts = new Map<number, number>();
  for (let row = 0; row < labels.length; row++) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  return Math.max(...counts.values()) / labels.length;
}

async function gapOf(asked: Parameters<typeof trainingOf>[0]): Promise<number> {
  const training = await trainingOf(asked, Infinity);
  const { data, shape } = valuesOf(training, asked.options.seed);
  const x = tf.tensor(data, [...shape]);
  try {
    return stationarityGap(asked.run.model, x, training.y!.data).largest;
  } finally {
    x.dispose();
  }
}

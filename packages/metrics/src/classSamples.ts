import type { PlainTensor } from '@vaekit-internal/base';
import { featureRows } from './featureRows.js';

/** How well conditional samples are of their class, and how different they are within it. */
export interface ClassSamples {
  /** The share of samples that a classifier puts in the class that was asked for. */
  readonly accuracy: number;
  /** Mean squared distance of two samples of one class by that of two real examples of it, the mean over `compared` classes: 1 as various as real examples, 0 all the same; absent where there are no such classes. */
  readonly diversity?: number;
  /** How many classes have two samples and two real examples that differ. */
  readonly compared: number;
}

/** Twice the summed variance: the mean squared distance of two rows of each label. */
function spreads({ data, width }: { data: Float64Array; width: number }, labels: ArrayLike<number>): Map<number, number> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) groups.set(labels[row]!, [...(groups.get(labels[row]!) ?? []), row]);
  const of = (rows: readonly number[]): number => {
    let sum = 0;
    for (let d = 0; d < width; d++) {
      const mean = rows.reduce((total, row) => total + data[row * width + d]!, 0) / rows.length;
      sum += rows.reduce((total, row) => total + (data[row * width + d]! - mean) ** 2, 0) / (rows.length - 1);
    }
    return 2 * sum;
  };
  return new Map([...groups].filter(([, rows]) => rows.length > 1).map(([label, rows]) => [label, of(rows)]));
}

/**
 * Judges conditional samples by a classifier's answers and features: accuracy alone is best when every sample of a class is the same, so diversity stands beside it.
 *
 * @param real features `[rows, width]` of real examples with their `labels`
 * @param samples features of samples, the `labels` that were asked for, and `probabilities` `[rows, classes]` of the classifier
 * @throws Error when numbers of rows differ
 */
export function classSamples(
  real: { readonly features: PlainTensor; readonly labels: ArrayLike<number> },
  samples: { readonly features: PlainTensor; readonly labels: ArrayLike<number>; readonly probabilities: PlainTensor },
): ClassSamples {
  const [a, b] = featureRows('classSamples', ['real', real.features], ['samples', samples.features]);
  const { labels, probabilities } = samples;
  const [rows, classes] = probabilities.shape as [number, number];
  if (a.rows !== real.labels.length || b.rows !== labels.length || rows !== labels.length)
    throw new Error(
      `classSamples: ${a.rows} real rows have ${real.labels.length} labels, and ${b.rows} samples ${labels.length} labels and ${rows} rows of probabilities; give one for each`,
    );
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const own = probabilities.data.subarray(row * classes, (row + 1) * classes);
    if (own.indexOf(Math.max(...own)) === labels[row]) right += 1;
  }
  const [truth, made] = [spreads(a, real.labels), spreads(b, labels)];
  const shares = [...made].flatMap(([label, spread]) => {
    const most = truth.get(label) ?? 0;
    return most > 0 ? [spread / most] : [];
  });
  return {
    accuracy: right / rows,
    ...(shares.length === 0 ? {} : { diversity: shares.reduce((sum, share) => sum + share, 0) / shares.length }),
    compared: shares.length,
  };
}

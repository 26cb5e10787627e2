import { randomStream } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { logisticRegression } from './disentanglement/logisticRegression.js';
import { featureRows } from './featureRows.js';
import { rocAuc } from './outliers/rocAuc.js';

/**
 * How well a linear classifier tells samples from real examples by their features: the area under the ROC curve on the half of both sets that it was not trained on. ½ where it
 * cannot, 1 where it always can.
 *
 * @param real features `[rows, width]`, at least 4 rows
 * @param samples features `[rows, width]`, likewise
 * @see Lopez-Paz and Oquab 2017, "Revisiting classifier two-sample tests", with the area in place of the accuracy
 */
export function twoSampleAuc(real: PlainTensor, samples: PlainTensor, { seed = 0 }: { readonly seed?: number } = {}): number {
  const [a, b] = featureRows('twoSampleAuc', ['real', real], ['samples', samples], 4);
  const width = a.width;
  const all = [a, b].flatMap(({ data, rows }, label) =>
    Array.from({ length: rows }, (_, row) => ({ row: data.subarray(row * width, (row + 1) * width), label })),
  );
  const order = Array.from(randomStream(seed).fork('twoSampleAuc').permutation(all.length), (at) => all[at]!);
  const half = Math.floor(order.length / 2);
  const [seen, fresh] = [order.slice(0, half), order.slice(half)];
  // Standardized by the training half, so that the penalty weighs all features alike.
  const scales = Array.from({ length: width }, (_, d) => {
    const mean = seen.reduce((sum, { row }) => sum + row[d]!, 0) / half;
    const variance = seen.reduce((sum, { row }) => sum + (row[d]! - mean) ** 2, 0) / half;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  const standard = ({ row }: (typeof all)[number]): Float64Array =>
    row.map((value, d) => (value - scales[d]!.mean) / scales[d]!.deviation);
  const fitted = logisticRegression(
    seen.map(standard),
    seen.map(({ label }) => label),
    { classes: 2, steps: 200 },
  );
  return rocAuc(
    fresh.map((each) => fitted.probabilities(standard(each))[1]!),
    fresh.map(({ label }) => label === 1),
  );
}

import { randomStream } from '@vaekit/core';
import type { PlainTensor } from '@vaekit-internal/base';
import { logisticRegression } from './disentanglement/logisticRegression.js';
import { featureRows } from './featureRows.js';
import type { Interval } from './meanInterval.js';
import { aucInterval } from './outliers/aucInterval.js';

/**
 * How well a linear classifier tells samples from real examples by their features: the area under the ROC curve on the half of each set that it was not trained on, with the 95 %
 * interval of that half ({@link aucInterval}). ½ where it cannot, 1 where it always can.
 *
 * @param real features `[rows, width]`, at least 4 rows
 * @param samples features `[rows, width]`, likewise
 * @see Lopez-Paz and Oquab 2017, "Revisiting classifier two-sample tests", with the area in place of the accuracy
 */
export function twoSampleAuc(real: PlainTensor, samples: PlainTensor, { seed = 0 }: { readonly seed?: number } = {}): Interval {
  const [a, b] = featureRows('twoSampleAuc', ['real', real], ['samples', samples], 4);
  const width = a.width;
  const stream = randomStream(seed).fork('twoSampleAuc');
  // Each set is halved by itself, so that both halves have some of both.
  const halves = [a, b].map(({ data, rows }, label) => {
    const all = Array.from(stream.permutation(rows), (row) => ({ row: data.subarray(row * width, (row + 1) * width), label }));
    const half = Math.floor(rows / 2);
    return { seen: all.slice(0, half), fresh: all.slice(half) };
  });
  const [seen, fresh] = [halves.flatMap((each) => each.seen), halves.flatMap((each) => each.fresh)];
  // Standardized by the training half, so that the penalty weighs all features alike.
  const scales = Array.from({ length: width }, (_, d) => {
    const mean = seen.reduce((sum, { row }) => sum + row[d]!, 0) / seen.length;
    const variance = seen.reduce((sum, { row }) => sum + (row[d]! - mean) ** 2, 0) / seen.length;
    return { mean, deviation: Math.sqrt(variance) || 1 };
  });
  const standard = ({ row }: (typeof seen)[number]): Float64Array =>
    row.map((value, d) => (value - scales[d]!.mean) / scales[d]!.deviation);
  const fitted = logisticRegression(
    seen.map(standard),
    seen.map(({ label }) => label),
    { classes: 2, steps: 200 },
  );
  return aucInterval(
    fresh.map((each) => fitted.probabilities(standard(each))[1]!),
    fresh.map(({ label }) => label === 1),
  );
}

import { randomStream } from '@vaekit/core';
import { codeColumns, type FactorCodes } from './factorCodes.js';
import { logisticRegression } from './logisticRegression.js';
import { rocAuc } from '../outliers/rocAuc.js';

/**
 * Explicitness: how well each value of each factor is found by a linear classifier from the whole code; the area under the ROC curve of one value against the rest, the mean over
 * values and factors. 1 where all are found, ½ where none is, NaN where no factor has two values. A random half of the examples trains, the other is judged; a value that is in
 * no example of the latter counts for nothing.
 *
 * @see Ridgeway and Mozer 2018, section 4
 */
export function explicitness(data: FactorCodes, { seed = 0 }: { readonly seed?: number } = {}): number {
  const { codes, factors, rows } = codeColumns('explicitness', data);
  // Examples in the order of their factors would be trained on some values and judged on others.
  const order = Array.from(randomStream(seed).fork('explicitness').permutation(rows));
  const all = order.map((row) => Float64Array.from(codes, (code) => code[row]!));
  const half = Math.floor(rows / 2);
  const areas = factors.flatMap((factor) => {
    const values = [...new Set(factor)].sort((a, b) => a - b);
    if (values.length < 2) return [];
    const labels = order.map((row) => values.indexOf(factor[row]!));
    const fitted = logisticRegression(all.slice(0, half), labels.slice(0, half), { classes: values.length, steps: 200 });
    const found = all.slice(half).map((row) => fitted.probabilities(row));
    return values.flatMap((_, k) => {
      const area = rocAuc(
        found.map((p) => p[k]!),
        labels.slice(half).map((label) => label === k),
      );
      return Number.isNaN(area) ? [] : [area];
    });
  });
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

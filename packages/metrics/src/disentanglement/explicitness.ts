import { codeColumns, type FactorCodes } from './factorCodes.js';
import { logisticRegression } from './logisticRegression.js';
import { rocAuc } from '../outliers/rocAuc.js';

/**
 * Explicitness: how well each value of each factor is found by a linear classifier from the whole code; the area under the ROC curve of one value against the rest, the mean over
 * values and factors. 1 where all are found, ½ where none is, NaN where no factor has two values. The first half of the examples trains, the second is judged.
 *
 * @see Ridgeway and Mozer 2018, section 4
 */
export function explicitness(data: FactorCodes): number {
  const { codes, factors, rows } = codeColumns('explicitness', data);
  const all = Array.from({ length: rows }, (_, row) => Float64Array.from(codes, (code) => code[row]!));
  const half = Math.floor(rows / 2);
  const areas = factors.flatMap((factor) => {
    const values = [...new Set(factor)].sort((a, b) => a - b);
    if (values.length < 2) return [];
    const labels = Array.from(factor, (value) => values.indexOf(value));
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

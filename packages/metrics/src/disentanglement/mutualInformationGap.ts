import { entropy, informationMatrix } from './discreteInformation.js';
import { codeColumns, type FactorCodes } from './factorCodes.js';

/**
 * MIG: for each factor, by how much the number of the code that knows most of it knows more than the next, as a part of the factor's entropy; the mean over the
 * factors. Codes are put in 20 bins of equal width. 1 where each factor has a number of the code to itself.
 *
 * @see Chen et al. 2018, "Isolating sources of disentanglement in VAEs", section 4; bins as in Locatello et al. 2019
 */
export function mutualInformationGap(data: FactorCodes): number {
  const columns = codeColumns('mutualInformationGap', data);
  const matrix = informationMatrix(columns);
  const gaps = columns.factors.map((factor, f) => {
    const [first = 0, second = 0] = matrix.map((row) => row[f]!).sort((a, b) => b - a);
    const all = entropy(factor);
    return all === 0 ? 0 : (first - second) / all;
  });
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

import { informationMatrix } from './discreteInformation.js';
import { codeColumns, type FactorCodes } from './factorCodes.js';

/**
 * Modularity from a matrix of mutual information `[width][factors]`: for each number of the code `1 − Σ_{f ≠ f*} m_f² / (m_{f*}² (F − 1))`, f* the factor that it knows
 * most of; 0 of one that knows nothing, 1 of one that knows the only factor; the mean.
 */
export function modularityOf(matrix: readonly (readonly number[])[]): number {
  const each = matrix.map((row) => {
    const best = Math.max(...row);
    if (best <= 1e-12) return 0;
    if (row.length === 1) return 1;
    const others = row.reduce((sum, value) => sum + value * value, 0) - best * best;
    return 1 - others / (best * best * (row.length - 1));
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

/**
 * Modularity of codes, in 20 bins: whether each number of the code knows of one factor only.
 *
 * @see Ridgeway and Mozer 2018, "Learning deep disentangled embeddings with the F-statistic loss", equation 2
 */
export const modularity = (data: FactorCodes): number => modularityOf(informationMatrix(codeColumns('modularity', data)));

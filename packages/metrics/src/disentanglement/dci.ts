import { randomStream } from '@vaekit/core';
import { forest } from './decisionTree.js';
import { codeColumns, type FactorCodes } from './factorCodes.js';

/** Disentanglement, completeness and informativeness. */
export interface Dci {
  /** Whether each number of the code is important for one factor only. */
  readonly disentanglement: number;
  /** Whether each factor has one number of the code that is important for it. */
  readonly completeness: number;
  /** The share of the values of factors that the code predicts, of examples that were held out; the mean over the factors. */
  readonly informativeness: number;
  /** `[width][factors]`; a picture of it says more than the scores. */
  readonly importances: readonly (readonly number[])[];
}

const SMALL = 1e-11;

/** 1 − the entropy of each row as shares, in units of the logarithm of its length (1 for a row of one); the mean weighted by the rows' sums. */
function sharpness(matrix: readonly (readonly number[])[]): number {
  let [score, total] = [0, 0];
  for (const row of matrix) {
    const sum = row.reduce((all, value) => all + value + SMALL, 0);
    const entropy = row.reduce((all, value) => all - ((value + SMALL) / sum) * Math.log((value + SMALL) / sum), 0);
    const weight = row.reduce((all, value) => all + value, 0);
    score += weight * (row.length === 1 ? 1 : 1 - entropy / Math.log(row.length));
    total += weight;
  }
  return total === 0 ? 0 : score / total;
}

/** Disentanglement of a matrix of importances `[width][factors]`. */
export const disentanglementOf = (importances: readonly (readonly number[])[]): number => sharpness(importances);

/** Completeness of a matrix of importances `[width][factors]`. */
export const completenessOf = (importances: readonly (readonly number[])[]): number =>
  sharpness(importances[0]!.map((_, f) => importances.map((row) => row[f]!)));

/**
 * DCI: a forest of ten trees predicts each factor from the code; which numbers of the code it needs says how disentangled and complete the code is. Two thirds of the
 * examples train, the others are judged.
 *
 * @see Eastwood and Williams 2018, "A framework for the quantitative evaluation of disentangled representations", section 2, with random forests as there; published figures of
 *   Locatello et al. 2019 are of gradient-boosted trees and are not the same
 */
export function dci(data: FactorCodes, { seed = 0 }: { readonly seed?: number } = {}): Dci {
  const { codes, factors, rows } = codeColumns('dci', data);
  const stream = randomStream(seed).fork('dci');
  const order = Int32Array.from(stream.permutation(rows));
  const split = Math.floor((2 * rows) / 3);
  const fitted = factors.map((factor) => {
    const grown = forest(codes, factor, { rows: order.subarray(0, split), stream });
    const right = order.subarray(split).filter((row) => grown.classify(row) === factor[row]).length;
    return { importances: grown.importances, right: right / (rows - split) };
  });
  const importances = codes.map((_, d) => fitted.map((each) => each.importances[d]!));
  return {
    disentanglement: disentanglementOf(importances),
    completeness: completenessOf(importances),
    informativeness: fitted.reduce((sum, { right }) => sum + right, 0) / fitted.length,
    importances,
  };
}

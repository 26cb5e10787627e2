import { type FittedMixture, mixtureByEm, type MixtureByEmOptions } from './mixtureByEm.js';

/** Options of {@link mixtureByBic}. */
export interface MixtureByBicOptions extends Omit<MixtureByEmOptions, 'components' | 'means'> {
  /** The most components that are tried. */
  readonly most: number;
}

/** Numbers of components tried after the best one so far before none better is expected. */
const PATIENCE = 3;

/**
 * Schwarz's criterion of a mixture of k diagonal normals fitted to n codes of d numbers, `−2·n·L + (2kd + k − 1)·log n` with L the mean log-likelihood: the
 * smaller, the better.
 *
 * @see Schwarz 1978, "Estimating the dimension of a model"
 */
export function bicOf({ weights, means, logLikelihood }: FittedMixture, rows: number): number {
  return -2 * rows * logLikelihood + (2 * means.length + weights.length - 1) * Math.log(rows);
}

/** The mixture of 1, 2, … components with the least {@link bicOf}; it stops at `most`, at as many as there are codes, or three behind the best. */
export function mixtureByBic(values: ArrayLike<number>, rows: number, { most, ...options }: MixtureByBicOptions): FittedMixture {
  let best = mixtureByEm(values, rows, { ...options, components: 1 });
  for (let k = 2; k <= Math.min(most, rows, best.weights.length + PATIENCE); k++) {
    const found = mixtureByEm(values, rows, { ...options, components: k });
    if (bicOf(found, rows) < bicOf(best, rows)) best = found;
  }
  return best;
}

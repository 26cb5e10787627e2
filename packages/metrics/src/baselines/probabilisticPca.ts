import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { PlainTensor } from '@vaekit-internal/base';
import { covarianceOf } from '../doctor/codeStatistics.js';
import { rowsOf } from './rowsOf.js';

/** A model of rows of numbers whose log-likelihood is exact. */
export interface Baseline {
  /** −log p of each row, nats. */
  negativeLogLikelihood(data: PlainTensor): Float64Array;
}

/**
 * Probabilistic PCA at its maximum likelihood: a normal with covariance `W Wᵀ + σ² I`, from the `components` largest eigenvalues; σ² is the mean of the others, and at least 1e-12.
 *
 * @param data `[rows, …]`
 * @throws Error when there are as many components as numbers, or none, or a number is not finite
 * @see Tipping and Bishop 1999, equations 7 and 8
 */
export function probabilisticPca(data: PlainTensor, { components }: { readonly components: number }): Baseline {
  const { rows, width } = rowsOf('probabilisticPca', data);
  if (!Number.isInteger(components) || components < 1 || components >= width)
    throw new Error(`probabilisticPca: \`components\` is ${components}; expected a whole number from 1 to ${width - 1}`);
  const { mean, covariance } = covarianceOf(rows, width);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  const rest = order.slice(components).reduce((sum, i) => sum + realEigenvalues[i]!, 0) / (width - components);
  const noise = Math.max(rest, 1e-12);
  // The largest eigenvalues are at least the mean of the others, but for rounding.
  const kept = order
    .slice(0, components)
    .map((i) => ({ variance: Math.max(realEigenvalues[i]!, noise), axis: eigenvectorMatrix.getColumn(i) }));
  const logDeterminant = kept.reduce((sum, { variance }) => sum + Math.log(variance), 0) + (width - components) * Math.log(noise);
  return {
    negativeLogLikelihood(given) {
      const { rows: values, count } = rowsOf('probabilisticPca', given, width);
      return Float64Array.from({ length: count }, (_, row) => {
        const x = mean.map((middle, d) => values[row * width + d]! - middle);
        // x·x/σ² less what the kept directions have of it, each at its own variance.
        let distance = x.reduce((sum, value) => sum + value * value, 0) / noise;
        for (const { variance, axis } of kept) {
          const along = x.reduce((sum, value, d) => sum + value * axis[d]!, 0);
          distance += along * along * (1 / variance - 1 / noise);
        }
        return 0.5 * (width * Math.log(2 * Math.PI) + logDeterminant + distance);
      });
    },
  };
}

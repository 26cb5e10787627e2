import type { PlainTensor } from '@vaekit-internal/base';
import { type FeatureRows, featureRows } from './featureRows.js';
import { checkNeighbors, nearestDistances, squaredDistance } from './nearestDistances.js';

/** Options of {@link precisionRecall}. */
export interface PrecisionRecallOptions {
  /** A ball around an example reaches to its k-th nearest other example. Default 3. */
  readonly k?: number;
}

/** The part of `points` that lie in at least one ball around `centers`. */
function covered(points: FeatureRows, centers: FeatureRows, radii: Float64Array): number {
  let count = 0;
  for (let j = 0; j < points.rows; j++) {
    let inside = false;
    for (let i = 0; i < centers.rows && !inside; i++) inside = squaredDistance(points, j, centers, i, radii[i]!) <= radii[i]!;
    if (inside) count++;
  }
  return count / points.rows;
}

/**
 * Improved precision and recall of samples: the part of the samples that lie where real examples are, and the part of the real examples that lie where samples are.
 *
 * "Where examples are" is the union of balls around them, each as wide as the distance to its k-th nearest other example. Both depend on the number of
 * rows: compare equal numbers.
 *
 * @param real features `[rows, width]`, more rows than k
 * @param samples features `[rows, width]`, more rows than k
 * @see Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative models", equations 1 and 2
 */
export function precisionRecall(
  real: PlainTensor,
  samples: PlainTensor,
  options: PrecisionRecallOptions = {},
): { precision: number; recall: number } {
  const { k = 3 } = options;
  const [truth, made] = featureRows('precisionRecall', ['real', real], ['samples', samples]);
  checkNeighbors('precisionRecall', k, Math.min(truth.rows, made.rows));
  return {
    precision: covered(made, truth, nearestDistances(truth, k)),
    recall: covered(truth, made, nearestDistances(made, k)),
  };
}

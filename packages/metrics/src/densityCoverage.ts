import type { PlainTensor } from '@vaekit-internal/base';
import { featureRows } from './featureRows.js';
import { checkNeighbors, nearestDistances, squaredDistance } from './nearestDistances.js';

/** Options of {@link densityCoverage}. */
export interface DensityCoverageOptions {
  /** A ball around a real example reaches to its k-th nearest other. Default 5. */
  readonly k?: number;
}

/**
 * Density, `Σⱼ Σᵢ 1[sampleⱼ in ballᵢ] / (k · samples)`, and coverage, the part of the balls around real examples that hold a sample.
 *
 * Density may be above 1. Unlike precision and recall, a few real outliers with wide balls hardly count, and samples' own outliers not at all.
 *
 * @param real features `[rows, width]`, more rows than k
 * @param samples features `[rows, width]`, at least one row
 * @see Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", equations 3 and 4
 */
export function densityCoverage(
  real: PlainTensor,
  samples: PlainTensor,
  options: DensityCoverageOptions = {},
): { density: number; coverage: number } {
  const { k = 5 } = options;
  const [truth, made] = featureRows('densityCoverage', ['real', real], ['samples', samples], 1);
  checkNeighbors('densityCoverage', k, truth.rows);
  const radii = nearestDistances(truth, k);
  let [inside, balls] = [0, 0];
  for (let i = 0; i < truth.rows; i++) {
    const before = inside;
    for (let j = 0; j < made.rows; j++) if (squaredDistance(truth, i, made, j, radii[i]!) <= radii[i]!) inside++;
    if (inside > before) balls++;
  }
  return { density: inside / (k * made.rows), coverage: balls / truth.rows };
}

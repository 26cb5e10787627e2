import * as tf from '@tensorflow/tfjs';
import { cholesky, inverseLowerTriangular, standardNormalLogDensity } from '@vaekit/losses';
import { withGradientMends } from '../gradients/withGradientMends.js';
import type { PhasePoint } from './leapfrog.js';
import { times } from './fullNormal.js';

/** What a metric is made of: places, `[K, d]`, and there matrices, `[K, d, d]`. */
export interface Centroids {
  readonly centroids: tf.Tensor;
  readonly metrics: tf.Tensor;
}

/** A metric of the code's space, at places `[rows, d]`. */
export interface RiemannianMetric {
  /** G⁻¹(z), `[rows, d, d]`. */
  inverse(z: tf.Tensor): tf.Tensor;
  /** C, the lower factor of G⁻¹(z) = C·Cᵀ, `[rows, d, d]`. */
  factor(z: tf.Tensor): tf.Tensor;
  /** The momentum of a standard normal γ, `ρ = C⁻ᵀ γ`, which has the covariance G. */
  momentum(factor: tf.Tensor, gamma: tf.Tensor): tf.Tensor;
  /** ∇_z log N(ρ; 0, G(z)) as a function of the momentum, `[rows, d]`. */
  force(z: tf.Tensor): (momentum: tf.Tensor) => tf.Tensor;
  /** log N(ρ; 0, G), `[rows]`, nats. */
  logDensity(factor: tf.Tensor, momentum: tf.Tensor): tf.Tensor1D;
}

/**
 * `G⁻¹(z) = Σ_i M_i exp(−|z − c_i|²/T²) + λ I`: small steps where there are no data.
 *
 * @see Chadebec, Mantoux and Allassonnière 2020, "Geometry-aware Hamiltonian variational auto-encoder", equation 12
 */
export function riemannianMetric(
  { centroids, metrics }: Centroids,
  temperature: number,
  regularization: number,
): RiemannianMetric {
  const [count, d] = centroids.shape as [number, number];
  const flat = tf.reshape(metrics, [count, d * d]) as tf.Tensor2D;
  const transposed = (factor: tf.Tensor): tf.Tensor => tf.transpose(factor, [0, 2, 1]);
  const kernelAt = (z: tf.Tensor): tf.Tensor2D => {
    // |z − c|² by differences, which keeps the digits of near ones.
    const apart = tf.sub(tf.reshape(z, [-1, 1, d]), tf.reshape(centroids, [1, count, d]));
    return tf.exp(tf.div(tf.sum(tf.square(apart), 2), -(temperature ** 2)));
  };
  const inverseOf = (kernel: tf.Tensor2D): tf.Tensor =>
    tf.add(tf.reshape(tf.matMul(kernel, flat), [-1, d, d]), tf.mul(tf.eye(d), regularization));
  // ⟨A, M_i⟩ of each row's matrix A and each place, `[rows, K]`.
  const against = (matrix: tf.Tensor): tf.Tensor => tf.matMul(tf.reshape(matrix, [-1, d * d]), flat, false, true);
  return {
    inverse: (z) => inverseOf(kernelAt(z)),
    factor: (z) => cholesky(inverseOf(kernelAt(z))),
    // With k_i the kernel, ½ Σ_i (tr(G M_i) − ρᵀ M_i ρ) ∇k_i, and ∇k_i = −2/T² k_i (z − c_i).
    force(z) {
      const kernel = kernelAt(z);
      const root = inverseLowerTriangular(cholesky(inverseOf(kernel)));
      const traces = against(tf.matMul(root, root, true, false));
      return (momentum) => {
        const rho = tf.reshape(momentum, [-1, d, 1]);
        const quadratic = against(tf.matMul(rho, rho, false, true));
        const shares = tf.mul(kernel, tf.sub(quadratic, traces)) as tf.Tensor2D;
        const pulled = tf.sub(tf.mul(tf.sum(shares, 1, true), z), tf.matMul(shares, centroids as tf.Tensor2D));
        return tf.div(pulled, temperature ** 2);
      };
    },
    momentum: (factor, gamma) => times(transposed(inverseLowerTriangular(factor)), gamma),
    logDensity: (factor, momentum) =>
      tf.add(standardNormalLogDensity(times(transposed(factor), momentum)), logDeterminant(factor)),
  };
}

/** Σ log C_ii, `[rows]`. */
const logDeterminant = (factor: tf.Tensor): tf.Tensor1D =>
  tf.sum(tf.log(tf.sum(tf.mul(factor, tf.eye(factor.shape[1]!)), 2)), 1) as tf.Tensor1D;

/** How {@link riemannianLeapfrog} steps. */
export interface RiemannianLeapfrog {
  readonly steps: number;
  readonly step: number;
  /** β₀ in (0, 1]. */
  readonly tempering: number;
  /** Rounds of the two implicit equations of a step. */
  readonly rounds: number;
}

/**
 * The generalized leapfrog of `H(z, ρ) = −log p(z) − log N(ρ; 0, G(z))`, cooled as `temperedLeapfrog` is. Its half steps are implicit, `ρ' = ρ − ε/2 ∇_z H(z, ρ')`
 * and `z' = z + ε/2 (G⁻¹(z) + G⁻¹(z')) ρ'`, and solved by so many rounds of substitution; volume is kept as far as they converge.
 *
 * @see Girolami and Calderhead 2011, "Riemann manifold Langevin and Hamiltonian Monte Carlo methods", equations 16 to 18; Chadebec et al. 2020, appendix A
 */
export function riemannianLeapfrog(
  start: PhasePoint,
  metric: RiemannianMetric,
  { steps, step, tempering, rounds }: RiemannianLeapfrog,
  logDensity: (z: tf.Tensor) => tf.Tensor1D,
): PhasePoint {
  let { z, momentum } = start;
  const half = step / 2;
  const slope = (at: tf.Tensor): tf.Tensor =>
    withGradientMends(() => tf.grad((place: tf.Tensor) => tf.sum(logDensity(place)))(at));
  const velocity = (at: tf.Tensor, rho: tf.Tensor): tf.Tensor => tf.mul(times(metric.inverse(at), rho), half);
  let here = { slope: slope(z), force: metric.force(z) };
  const inverseRoot = (k: number): number => (1 - 1 / Math.sqrt(tempering)) * (k / steps) ** 2 + 1 / Math.sqrt(tempering);
  for (let k = 1; k <= steps; k++) {
    const pushed = tf.add(momentum, tf.mul(here.slope, half));
    let rho = momentum;
    for (let round = 0; round < rounds; round++) rho = tf.add(pushed, tf.mul(here.force(rho), half));
    const moved = tf.add(z, velocity(z, rho));
    for (let round = 0; round < rounds; round++) z = tf.add(moved, velocity(z, rho));
    here = { slope: slope(z), force: metric.force(z) };
    const force = tf.mul(tf.add(here.slope, here.force(rho)), half);
    momentum = tf.mul(tf.add(rho, force), inverseRoot(k) / inverseRoot(k - 1));
  }
  return { z, momentum };
}

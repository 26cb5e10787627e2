import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { diagonalDivergence } from './diagonalDivergence.js';
import { exponential } from './exponential.js';
import { exponentialExcess } from './exponentialExcess.js';
import { log1p } from './log1p.js';
import { withGradient } from './withGradient.js';

/** Options of {@link geometricJensenShannon}. */
export interface GeometricJensenShannonOptions {
  /** The weight of the second distribution in the mean, in (0, 1). Default ½. */
  readonly alpha?: number;
  /** Measure from the mean to the two distributions, not from them to it. Default false. */
  readonly dual?: boolean;
}

/**
 * The geometric Jensen–Shannon divergence of diagonal Gaussians, a closed form (the ordinary one has none):
 * `(1 − α) D(N₁ ‖ N_α) + α D(N₂ ‖ N_α)`, or `dual`, `(1 − α) D(N_α ‖ N₁) + α D(N_α ‖ N₂)`, with N_α the geometric mean N₁^{1−α} N₂^α, normalized,
 * which is Gaussian: 1/σ_α² = (1 − α)/σ₁² + α/σ₂², μ_α = σ_α² [(1 − α) μ₁/σ₁² + α μ₂/σ₂²].
 *
 * @param mu1 `[batch, …latent]`
 * @param logVar1 `log σ₁²`, the shape of `mu1`
 * @param mu2 the shape of `mu1`
 * @param logVar2 `log σ₂²`, the shape of `mu1`
 * @returns `[batch]`, in nats, summed over the latent axes. Unlike the ordinary one it is not bounded by log 2.
 * @throws when shapes differ, there is no batch axis, or `alpha` is not between 0 and 1
 * @see Nielsen 2019, "On the Jensen–Shannon symmetrization of distances relying on abstract means"; Deasy et al. 2020, "Constraining variational inference with geometric Jensen–Shannon divergence"
 */
export function geometricJensenShannon(
  mu1: tf.Tensor,
  logVar1: tf.Tensor,
  mu2: tf.Tensor,
  logVar2: tf.Tensor,
  options: GeometricJensenShannonOptions = {},
): tf.Tensor1D {
  const { alpha = 0.5, dual = false } = options;
  checkShapes('geometricJensenShannon', { mu1, logVar1, mu2, logVar2 }, 'both distributions must be over the same latent');
  if (!(alpha > 0 && alpha < 1))
    throw new RangeError(`geometricJensenShannon: \`alpha\` is ${alpha}; it must lie between 0 and 1`);
  return tf.tidy(() => {
    const s = tf.sub(logVar1, logVar2);
    // How much wider each is than the mean: log(σ₁²/σ_α²) = log(1 − α + α exp(s)), and σ₂ likewise with 1 − α and −s.
    const wider = [logMixed(s, alpha), logMixed(tf.neg(s), 1 - alpha)] as const;
    // μ₁ − μ_α = w₂ (μ₁ − μ₂) with w₂ = α σ_α²/σ₂² = α exp(s − log(σ₁²/σ_α²)), and μ_α − μ₂ = w₁ (μ₁ − μ₂).
    const apart = tf.sub(mu1, mu2);
    const shares = [
      tf.mul(exponential(tf.sub(s, wider[0])), alpha),
      tf.mul(exponential(tf.sub(tf.neg(s), wider[1])), 1 - alpha),
    ] as const;
    const sides = [logVar1, logVar2].map((logVar, i) => {
      const t = wider[i]!;
      const unit = exponential(tf.mul(dual ? logVar : tf.sub(logVar, t), -0.5));
      const distance = tf.mul(tf.mul(apart, shares[i]!), unit);
      return tf.mul(diagonalDivergence(distance, dual ? tf.neg(t) : t), i ? alpha : 1 - alpha);
    });
    return tf.add(sides[0]!, sides[1]!);
  });
}

// log(1 − α + α exp(s)) = max(s, 0) + log1p(−β (1 − exp(−|s|))), β = 1 − α for s > 0 and α else; its derivative is sigmoid(s + log(α/(1 − α))).
function logMixed(s: tf.Tensor, alpha: number): tf.Tensor {
  return withGradient(
    [s],
    (s) => {
      const down = tf.neg(tf.abs(s));
      const risen = tf.add(exponentialExcess(down), down);
      const positive = tf.cast(tf.greater(s, 0), 'float32');
      return tf.add(tf.relu(s), log1p(tf.mul(risen, tf.add(tf.mul(positive, 1 - 2 * alpha), alpha))));
    },
    (dy, s) => [tf.mul(dy, tf.sigmoid(tf.add(s, Math.log(alpha / (1 - alpha)))))],
  );
}

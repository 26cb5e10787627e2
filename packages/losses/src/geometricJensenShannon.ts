import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { expm1 } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { klMeanPart, klVariancePart } from './klStandardNormal.js';
import { log1p } from './log1p.js';
import { sigmoid } from './sigmoid.js';
import { softplus } from './softplus.js';
import { timesExp } from './timesExp.js';
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
  return inFloat([mu1, logVar1, mu2, logVar2], (mu1, logVar1, mu2, logVar2) => {
    const s = tf.sub(logVar1, logVar2);
    // How much wider each is than the mean: log(σ₁²/σ_α²) = log(1 − α + α exp(s)), and σ₂ likewise with 1 − α and −s.
    const wider = [logMixed(s, alpha), logMixed(tf.neg(s), 1 - alpha)] as const;
    // μ₁ − μ_α = w₂ (μ₁ − μ₂) with w₂ = α σ_α²/σ₂², and μ_α − μ₂ = w₁ (μ₁ − μ₂) with w₁ = (1 − α) σ_α²/σ₁²: in units of σ_α one exponent is left of both.
    const apart = tf.sub(mu1, mu2);
    const logVars = [logVar1, logVar2] as const;
    const sides = ([0, 1] as const).map((i) => {
      const [own, other] = i ? [alpha, 1 - alpha] : [1 - alpha, alpha];
      const [t, opposite] = [wider[i], wider[1 - i]!];
      const half = tf.mul(dual ? logVars[i] : tf.add(logVars[1 - i]!, opposite), -0.5);
      const distance = timesExp(tf.mul(apart, other * Math.sqrt(own)), dual ? tf.sub(half, opposite) : half);
      const ofMeans = dual ? klMeanPart(distance) : meanSide(distance, apart, logVars[i], logVars[1 - i]!, own);
      return tf.add(ofMeans, tf.mul(klVariancePart(dual ? tf.neg(t) : t), own));
    });
    return tf.add(sides[0]!, sides[1]!);
  });
}

// log(1 − α + α exp(s)), with the derivative sigmoid(s + log(α/(1 − α))): log1p(α (exp(s) − 1)) where that argument is small, else
// max(s, 0) + log(γ + β exp(−|s|)), β = 1 − α and γ = α for s > 0, and the other way for s < 0: a sum of two positive numbers. They are selected, since
// 1 − α formed in float32 has few digits near α = 1.
function logMixed(s: tf.Tensor, alpha: number): tf.Tensor {
  return withGradient(
    [s],
    (s) => {
      const risen = tf.mul(expm1(s), alpha);
      const near = tf.clipByValue(risen, -0.5, 1);
      const [first, second] = [tf.fill(s.shape, alpha), tf.fill(s.shape, 1 - alpha)];
      const rises = tf.greater(s, 0);
      const [beta, gamma] = [tf.where(rises, second, first), tf.where(rises, first, second)];
      const far = tf.log(tf.add(tf.mul(tf.exp(tf.neg(tf.abs(s))), beta), gamma));
      return tf.where(tf.equal(near, risen), log1p(near), tf.add(tf.relu(s), far));
    },
    (dy, s) => [tf.mul(dy, sigmoid(tf.add(s, Math.log(alpha / (1 - alpha)))))],
  );
}

/**
 * The part of the means in one side, which is w ½ d² A²/(A + B) with A = (1 − w) exp(−s′) of the other distribution and B = w exp(−s) of this one, with its
 * derivatives written out: p = B/(A + B) = 1 − q, and in s′ it is −w ½ d² A (1 − p²), in s w ½ d² B q². Second derivatives of the value as it is
 * computed have p − 1 in them, those of these forms do not.
 */
function meanSide(distance: tf.Tensor, apart: tf.Tensor, own: tf.Tensor, other: tf.Tensor, weight: number): tf.Tensor1D {
  return eventSum(
    [apart, own, other],
    () => tf.mul(tf.square(distance), 0.5),
    (apart, own, other) => {
      const [a, b] = [tf.sub(Math.log1p(-weight), other), tf.sub(Math.log(weight), own)];
      const logit = tf.sub(b, a);
      const logShare = tf.neg(softplus(logit));
      const half = (logFactor: tf.Tensor) =>
        tf.mul(tf.square(timesExp(tf.mul(apart, Math.sqrt(weight)), tf.mul(logFactor, 0.5))), 0.5);
      return [
        timesExp(tf.mul(apart, weight), tf.add(a, logShare)),
        half(tf.add(b, tf.mul(logShare, 2))),
        tf.neg(half(tf.add(a, logWithoutSquare(logit)))),
      ];
    },
  );
}

// log(1 − sigmoid(x)²) = log(1 − p) + log(1 + p), with the derivative −2 p²/(1 + p), in which that of log(1 − p), −p, has no part to be taken from.
function logWithoutSquare(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => tf.sub(log1p(sigmoid(x)), softplus(x)),
    (dy, x) => {
      const p = sigmoid(x);
      return [tf.mul(dy, tf.div(tf.mul(tf.square(p), -2), tf.add(p, 1)))];
    },
  );
}

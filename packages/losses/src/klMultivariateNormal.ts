import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { cholesky } from './cholesky.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { inverseLowerTriangular } from './inverseLowerTriangular.js';
import { logQuotient } from './logQuotient.js';
import { identityMask, lowerMask } from './triangularMasks.js';
import { withGradient } from './withGradient.js';

/** What stands for a full covariance Σ: itself, or its Cholesky factor, the lower triangular L with L Lᵀ = Σ. */
export type CovarianceForm = 'covariance' | 'factor';

/** Options of {@link klMultivariateNormal}. */
export interface KlMultivariateNormalOptions {
  /** What `sigma1` and `sigma2` are, together or one by one. Default `'covariance'`. */
  readonly given?: CovarianceForm | readonly [first: CovarianceForm, second: CovarianceForm];
}

/**
 * The divergence of one Gaussian with a full covariance from another,
 * `D(N(μ₁, Σ₁) ‖ N(μ₂, Σ₂)) = ½ [log(|Σ₂|/|Σ₁|) − k + tr(Σ₂⁻¹ Σ₁) + (μ₂ − μ₁)ᵀ Σ₂⁻¹ (μ₂ − μ₁)]`, differentiable in all four arguments.
 *
 * With L the factors, M = L₂⁻¹ L₁ and y = L₂⁻¹ (μ₁ − μ₂) it is ½ [Σ_{i>j} M_ij² + Σ_i (exp(s_i) − 1 − s_i) + |y|²], s_i = 2 log(L₁_ii / L₂_ii):
 * a sum of terms that are not negative, with nothing to cancel.
 *
 * An encoder gives the factor directly, and saves the decomposition. Of a factor only the lower triangle is read, and the signs on its
 * diagonal do not matter (L Lᵀ is the same). Of a covariance, too, only the lower triangle is read; its gradient is symmetric.
 *
 * @param mu1 `[batch, k]`
 * @param sigma1 `[batch, k, k]`
 * @param mu2 `[batch, k]`
 * @param sigma2 `[batch, k, k]`
 * @returns `[batch]`, in nats. A covariance that is not positive definite gives NaN, a factor with a 0 on its diagonal what is not finite, in its own
 *   example only: values are not looked at, because that would stall a GPU and cannot be compiled. The relative error grows with
 *   the condition of Σ₂, as about 1e-7 times it.
 * @throws when the shapes do not fit
 * @see Duchi, "Derivations for linear algebra and optimization", 2007
 */
export function klMultivariateNormal(
  mu1: tf.Tensor,
  sigma1: tf.Tensor,
  mu2: tf.Tensor,
  sigma2: tf.Tensor,
  options: KlMultivariateNormalOptions = {},
): tf.Tensor1D {
  const { given = 'covariance' } = options;
  const caller = 'klMultivariateNormal';
  checkShapes(caller, { mu1, mu2 }, 'both distributions must be over the same latent');
  const [batch, k] = mu1.shape;
  if (mu1.rank !== 2) throw new Error(`${caller}: \`mu1\` has shape [${mu1.shape}]; expected [batch,k]`);
  for (const [name, sigma] of Object.entries({ sigma1, sigma2 })) {
    if (`${sigma?.shape}` !== `${[batch, k, k]}`) {
      throw new Error(
        `${caller}: \`${name}\` has shape [${sigma?.shape}] but \`mu1\` has [${mu1.shape}]; expected [${[batch, k, k]}], a matrix for each mean`,
      );
    }
  }
  const [first, second] = typeof given === 'string' ? [given, given] : given;
  for (const form of [first, second]) {
    if (form !== 'covariance' && form !== 'factor')
      throw new RangeError(`${caller}: \`given\` is ${JSON.stringify(given)}; expected 'covariance', 'factor' or a pair of them`);
  }
  return inFloat([mu1, sigma1, mu2, sigma2], (mu1, sigma1, mu2, sigma2) =>
    withGradient(
      [mu1, first === 'factor' ? sigma1 : cholesky(sigma1), mu2, second === 'factor' ? sigma2 : cholesky(sigma2)],
      value,
      gradients,
    ),
  );
}

function value(mu1: tf.Tensor, l1: tf.Tensor, mu2: tf.Tensor, l2: tf.Tensor): tf.Tensor1D {
  const { m, y } = parts(mu1, l1, mu2, l2);
  const k = mu1.shape[1] as number;
  const below = tf.mul(m, tf.sub(lowerMask(k), identityMask(k)));
  const s = tf.mul(logQuotient(tf.abs(diagonal(l1)), tf.abs(diagonal(l2))), 2);
  const terms = [tf.sum(tf.square(below), [1, 2]), tf.sum(exponentialExcess(s), 1), tf.sum(tf.square(y), [1, 2])];
  return tf.mul(tf.addN(terms), 0.5);
}

// With W = L₂⁻¹: dμ₁ = Wᵀ y = −dμ₂; dL₁ = tril(Wᵀ M) − diag(1/L₁_ii); dL₂ = diag(1/L₂_ii) − tril(Wᵀ (M Mᵀ + y yᵀ)).
function gradients(dy: tf.Tensor1D, mu1: tf.Tensor, l1: tf.Tensor, mu2: tf.Tensor, l2: tf.Tensor): tf.Tensor[] {
  const { w, m, y } = parts(mu1, l1, mu2, l2);
  const [batch, k] = mu1.shape as [number, number];
  const mask = lowerMask(k);
  const reciprocals = (l: tf.Tensor) => tf.mul(tf.reshape(tf.div(1, diagonal(l)), [batch, k, 1]), identityMask(k));
  const each = tf.reshape(dy, [batch, 1, 1]);
  const ofMean = tf.reshape(tf.mul(tf.matMul(w, y, true), each), [batch, k]);
  const spread = tf.add(tf.matMul(m, m, false, true), tf.matMul(y, y, false, true));
  return [
    ofMean,
    tf.mul(tf.sub(tf.mul(tf.matMul(w, m, true), mask), reciprocals(l1)), each),
    tf.neg(ofMean),
    tf.mul(tf.sub(reciprocals(l2), tf.mul(tf.matMul(w, spread, true), mask)), each),
  ];
}

function parts(mu1: tf.Tensor, l1: tf.Tensor, mu2: tf.Tensor, l2: tf.Tensor): Record<'w' | 'm' | 'y', tf.Tensor3D> {
  const [batch, k] = mu1.shape as [number, number];
  const w = inverseLowerTriangular(l2) as tf.Tensor3D;
  const m: tf.Tensor3D = tf.matMul(w, tf.mul(l1, lowerMask(k)) as tf.Tensor3D);
  const y: tf.Tensor3D = tf.matMul(w, tf.reshape(tf.sub(mu1, mu2), [batch, k, 1]) as tf.Tensor3D);
  return { w, m, y };
}

function diagonal(l: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(l, identityMask(l.shape[1] as number)), 2);
}

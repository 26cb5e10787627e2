import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { contextFor } from '../ownScalars.js';
import { requireKnownLabels, residual } from '../residual.js';
import { requireMovingKl } from './movingKl.js';
import { requireKl } from './requirements.js';

/** Options of {@link mmd}. */
export interface MmdOptions {
  /** The factor λ of the discrepancy. Default 10. */
  readonly weight?: number;
  /** The factor of KL(q(z|x) ‖ p(z)). Default 0: it is not asked for, so that the posterior needs no density. */
  readonly kl?: number;
  /** Default `'inverseMultiquadratic'`. */
  readonly kernel?: 'gaussian' | 'inverseMultiquadratic';
  /** The kernel is a sum over these. Default `[0.1, 0.2, 0.5, 1, 2, 5, 10]`; 1 is the mean squared distance of two draws of N(0, I). */
  readonly scales?: readonly number[];
  /** As the largest collection in Python has it: codes are compared with all draws, `1/B² Σ_ij k(z_i, p_j)`, which has no classes. Default false. */
  readonly zoo?: boolean;
}

/**
 * The reconstruction with the maximum mean discrepancy between codes and prior, `E_q[−log p(x|z)] + λ·MMD²(q(z), p(z)) + κ·KL(q(z|x) ‖ p(z))`: the
 * Wasserstein autoencoder with κ = 0; InfoVAE with κ = 1 − α and λ = α + λ′ − 1 (Zhao's λ′).
 *
 * With t = ‖a − b‖² / 2d in d dimensions the kernel is `Σ_s s/(s + t)` or, `'gaussian'`, `Σ_s exp(−t/s)`. Of the codes z_i and as many draws p_i of the
 * prior, MMD² is the U-statistic `1/(B(B−1)) Σ_{i≠j} [k(z_i, z_j) + k(p_i, p_j) − k(z_i, p_j) − k(p_i, z_j)]`: unbiased, so it can be below 0.
 *
 * Where the model has classes, (r, y) is matched jointly, r = (z − μ^y)/σ^y and k((r, y), (r′, y′)) = k(r, r′)·1[y = y′]: the draws of the prior
 * have the labels of the batch. Matching r alone would be satisfied by equal means and codes whose mixture over the classes is N(0, I). The
 * discrepancy is then `Σ_y p(y)² MMD²_y`, about 1/C of what it is within a class: choose λ accordingly. (Algorithm 2 of WAE counts k(z_i, p_i)
 * too, which is unbiased only without labels; the statistic here is Gretton's.)
 *
 * Terms, without factors: `reconstruction`, `mmd` (one value for the batch), and `kl` where its factor is above 0.
 *
 * @throws RangeError when a factor is negative, `scales` is empty or has a value that is not positive, or `kernel` is another word; an Error when the
 *   model is conditioned on numbers, or on classes beside `zoo`, or the prior takes rows without a label
 * @see Tolstikhin, Bousquet, Gelly and Schölkopf 2018, "Wasserstein auto-encoders", equation 4 and algorithm 2; Zhao, Song and Ermon 2019, "InfoVAE:
 *   balancing learning and inference in variational autoencoders"; Gretton et al. 2012, "A kernel two-sample test", lemma 6, equation 4
 */
export const mmd: PartFactory<Objective, [options?: MmdOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'mmd',
  example: {
    classes: 2,
    parts: { objective: { kind: 'mmd', weight: 20, kl: 0.1 }, prior: { kind: 'classMeans', classes: 2, classVariance: true } },
  },
  make: mmdObjective,
});

function mmdObjective(options: MmdOptions = {}): Objective {
  const { weight = 10, kl = 0, kernel = 'inverseMultiquadratic', scales = [0.1, 0.2, 0.5, 1, 2, 5, 10], zoo = false } = options;
  for (const [name, factor] of Object.entries({ weight, kl })) {
    if (!(factor >= 0 && Number.isFinite(factor)))
      throw new RangeError(`mmd: \`${name}\` is ${factor}; expected a number of at least 0`);
  }
  if (!Object.hasOwn(kernels, kernel))
    throw new RangeError(`mmd: \`kernel\` is '${String(kernel)}'; expected 'inverseMultiquadratic' or 'gaussian'`);
  if (scales.length === 0 || !scales.every((scale) => scale > 0 && Number.isFinite(scale)))
    throw new RangeError(`mmd: \`scales\` is [${scales.join(', ')}]; expected at least one positive number`);
  return {
    config: { kind: 'mmd', weight, kl, kernel, scales: [...scales], ...(zoo ? { zoo } : {}) },
    build({ classes, conditionWidth }): BuiltObjective {
      if (conditionWidth !== undefined && classes === undefined)
        throw new Error(
          `mmd: the model is conditioned on ${conditionWidth} numbers, and codes are matched within classes only; condition it on labels, or take another objective`,
        );
      if (zoo && classes !== undefined) throw new Error('mmd: `zoo` has no classes; leave it out for a model with a condition');
      return {
        requirePeers(model, shapes) {
          requireKnownLabels('mmd', model.prior);
          if (kl === 0) return;
          requireKl('mmd', model, shapes);
          requireMovingKl({ model }, 'mmd', 'leave `kl` at 0');
        },
        samples: 1,
        noise: (_, model) => model.prior.noise(model),
        evaluate(pass) {
          if (kl > 0) requireMovingKl(pass, 'mmd', 'leave `kl` at 0');
          const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
          const gap = tf.mul(discrepancy(pass, kernels[kernel](scales), zoo), tf.ones([pass.rows])) as tf.Tensor1D;
          const matched = tf.add(reconstruction, tf.mul(gap, weight));
          if (kl === 0) return { terms: { reconstruction, mmd: gap }, losses: { model: matched } };
          const divergence = pass.kl();
          return {
            terms: { reconstruction, mmd: gap, kl: divergence },
            losses: { model: tf.add(matched, tf.mul(divergence, kl)) },
          };
        },
      };
    },
  };
}

/** A kernel as a function of t = ‖a − b‖² / 2d. */
type Kernel = (t: tf.Tensor2D) => tf.Tensor2D;

const overScales =
  (scales: readonly number[], at: (t: tf.Tensor2D, scale: number) => tf.Tensor): Kernel =>
  (t) =>
    tf.addN(scales.map((scale) => at(t, scale))) as tf.Tensor2D;

const kernels = {
  inverseMultiquadratic: (scales: readonly number[]): Kernel => overScales(scales, (t, s) => tf.div(s, tf.add(t, s))),
  gaussian: (scales: readonly number[]): Kernel => overScales(scales, (t, s) => tf.exp(tf.mul(t, -1 / s))),
} as const;

/** MMD² of codes and draws from the prior, a scalar. */
function discrepancy(pass: Pass, kernel: Kernel, zoo: boolean): tf.Tensor {
  const codes = residual('mmd', pass, pass.z());
  const drawn = residual('mmd', pass, pass.model.prior.draw(pass.noise, contextFor('prior', pass.drawContext), 1));
  const between = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D => kernel(distances(a, b));
  const within = tf.add(between(codes, codes), between(drawn, drawn));
  // Pairs are counted both ways, so k(z_i, p_j) twice is k(z_i, p_j) + k(p_i, z_j).
  const across = tf.mul(between(codes, drawn), 2);
  const shares = pairShares(pass);
  if (zoo) return tf.sub(tf.sum(tf.mul(within, shares)), tf.sum(tf.mul(across, allShares(pass))));
  return tf.sum(tf.mul(tf.sub(within, across), shares));
}

/** ‖a_i − b_j‖² / 2d as ‖a_i‖² + ‖b_j‖² − 2 a_i·b_j, `[batch, batch]`: no root is taken, so a rounding below 0 does no harm. */
function distances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  const squares = tf.add(tf.sum(tf.square(a), 1, true), tf.reshape(tf.sum(tf.square(b), 1), [1, -1]));
  return tf.div(tf.sub(squares, tf.mul(tf.matMul(a, b, false, true), 2)), 2 * a.shape[1]);
}

/** What the pair (i, j) counts where an own place does too: w_i·w_j over its sum. */
function allShares({ weight, rows }: Pass): tf.Tensor {
  const each = weight ?? tf.ones([rows]);
  const shares = tf.div(each, tf.maximum(tf.sum(each), 1e-6));
  return tf.mul(tf.expandDims(shares, 1), tf.expandDims(shares, 0));
}

/** What the pair (i, j) counts: w_i·w_j over its sum for i ≠ j; nothing for i = j and for two of different classes. */
function pairShares({ weight, rows, condition }: Pass): tf.Tensor {
  const each = weight ?? tf.ones([rows]);
  const pairs = tf.mul(tf.mul(tf.expandDims(each, 1), tf.expandDims(each, 0)), tf.sub(1, tf.eye(rows)));
  // An example that is alone in its batch makes no pair, and no discrepancy.
  const shares = tf.div(pairs, tf.maximum(tf.sum(pairs), 1e-6));
  return condition === undefined ? shares : tf.mul(shares, tf.matMul(condition, condition, false, true));
}

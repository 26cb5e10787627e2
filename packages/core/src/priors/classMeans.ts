import * as tf from '@tensorflow/tfjs';
import { klClassMean, klClassNormal, normalLogDensity } from '@vaekit/losses';
import type { BuiltPrior, LatentContext, Prior } from '../parts.js';
import { requireCount } from '../networks/networkOptions.js';
import { randomStream } from '../random/randomStream.js';

/** Options of {@link classMeans}. */
export interface ClassMeansOptions {
  /** Learn a variance for each class and dimension too. Default false: every class has unit variance. */
  readonly classVariance?: boolean;
  /** A bias beside the matrix of means, as a dense layer on the one-hot label has it. Default false. */
  readonly bias?: boolean;
  /**
   * The weight λ >= 0 of a term that keeps class means apart: `λ / (C(C−1)/2) · Σ_{a<b} max(0, 1 − ‖μ^a − μ^b‖ / margin)²`.
   * Default 0: no term.
   */
  readonly separation?: number;
  /** The distance from which two means count as apart. Default 4: two unit normals then share about 5 % of their mass. */
  readonly margin?: number;
  /** The seed of the means. Default 0. */
  readonly seed?: number;
}

/**
 * A normal prior with a mean of its own for each class: `p(z|y) = N(μ^y, I)`, or `N(μ^y, diag σ_y²)` with `classVariance`.
 *
 * μ^y = onehot(y)·M (+ b): a matrix product, so that its gradient exists on every backend. M starts by Glorot's uniform rule.
 *
 * @param classes the number of classes; a batch then needs labels `y`
 * @throws RangeError when `classes` is not a whole number of at least 1, `separation` is negative or `margin` is not positive
 * @see Su Jianlin, "Variational autoencoder (1)", 2018, the section on the conditional VAE
 */
export function classMeans(classes: number, options: ClassMeansOptions = {}): Prior {
  const { classVariance = false, bias = false, separation = 0, margin = 4, seed = 0 } = options;
  requireCount('classMeans', 'classes', classes);
  if (!(separation >= 0 && Number.isFinite(separation))) {
    throw new RangeError(`classMeans: \`separation\` is ${separation}; expected a number of at least 0`);
  }
  if (!(margin > 0 && Number.isFinite(margin)))
    throw new RangeError(`classMeans: \`margin\` is ${margin}; expected a positive number`);
  return {
    config: { kind: 'classMeans', classes, classVariance, bias, separation, margin, seed },
    build({ latent }): BuiltPrior {
      const width = latent.reduce((size, extent) => size * extent, 1);
      const start = randomStream(seed)
        .fork('prior/means')
        .fillUniform(new Float32Array(classes * width));
      const limit = Math.sqrt(6 / (classes + width));
      for (let i = 0; i < start.length; i++) start[i] = (2 * start[i]! - 1) * limit;
      const means = tf.tidy(() => tf.variable(tf.tensor2d(start, [classes, width])));
      const offset = bias ? tf.tidy(() => tf.variable(tf.zeros([width]))) : undefined;
      const logVars = classVariance ? tf.tidy(() => tf.variable(tf.zeros([classes, width]))) : undefined;

      const rowsOf = ({ classes: oneHot, rows }: LatentContext, matrix: tf.Tensor2D, shift?: tf.Tensor): tf.Tensor => {
        if (oneHot === undefined) {
          throw new Error(`classMeans: the batch has no labels; give \`y\`, whole numbers from 0 to ${classes - 1}`);
        }
        const product = tf.matMul(oneHot, matrix);
        return tf.reshape(shift === undefined ? product : tf.add(product, shift), [rows, ...latent]);
      };
      const mean = (context: LatentContext): tf.Tensor => rowsOf(context, means as tf.Tensor2D, offset);
      const logVar = (context: LatentContext): tf.Tensor =>
        logVars === undefined ? tf.zeros([context.rows, ...latent]) : rowsOf(context, logVars as tf.Tensor2D);

      return {
        variables: { means, ...(offset === undefined ? {} : { bias: offset }), ...(logVars === undefined ? {} : { logVars }) },
        classes,
        logDensity: (z, context) => normalLogDensity(z, mean(context), logVar(context)),
        kl: (q, context) =>
          logVars === undefined
            ? klClassMean(q.mean, q.logVar, mean(context))
            : klClassNormal(q.mean, q.logVar, mean(context), logVar(context)),
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw(noise, context, temperature) {
          const eps = tf.mul(noise['eps']!, temperature);
          return tf.add(mean(context), logVars === undefined ? eps : tf.mul(tf.exp(tf.mul(logVar(context), 0.5)), eps));
        },
        moments: (context) => ({ mean: mean(context), logVar: logVar(context) }),
        ...(separation > 0 && classes > 1
          ? { penalties: () => ({ separation: separationPenalty(means as tf.Tensor2D, separation, margin) }) }
          : {}),
      };
    },
  };
}

/** `λ / pairs · Σ_{a<b} max(0, 1 − ‖μ^a − μ^b‖ / margin)²`; a bias common to all classes does not change it. */
function separationPenalty(means: tf.Tensor2D, weight: number, margin: number): tf.Scalar {
  const [classes, width] = means.shape;
  const difference = tf.sub(tf.reshape(means, [classes, 1, width]), tf.reshape(means, [1, classes, width]));
  // The pairs (a, a) sit at distance √1e-12 and are masked: the root's gradient stays finite there.
  const distance = tf.sqrt(tf.add(tf.sum(tf.square(difference), -1), 1e-12));
  const gap = tf.relu(tf.sub(1, tf.div(distance, margin)));
  const others = tf.sub(1, tf.eye(classes));
  return tf.mul(tf.sum(tf.mul(tf.square(gap), others)), weight / (classes * (classes - 1))) as tf.Scalar;
}

import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { inverseLowerTriangular } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';

/**
 * A normal posterior with a full covariance, by its Cholesky factor: `q(z|x) = N(μ(x), L·Lᵀ)`, drawn as `z = μ + L·ε` with ε ~ N(0, I).
 *
 * The encoder gives `mean` = μ and `logVar` = log L_ii², both of the latent's shape, and `lower`, the d(d−1)/2 numbers of L below its diagonal, row
 * by row: L_21, L_31, L_32, L_41, …; d is the number of elements of the latent. `log q(z|x) = −½ [d log 2π + Σ logVar + |L⁻¹(z − μ)|²]`, nats.
 *
 * A draw costs d² operations an example, the density of a z d³: for small latents.
 *
 * @throws RangeError when the latent has one element, which has no correlations
 * @see Kingma and Welling 2019, "An introduction to variational autoencoders", section 2.5.1
 */
export const fullNormal: PartFactory<Posterior, []> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'fullNormal',
  example: { parts: { posterior: { kind: 'fullNormal' } } },
  make: () => ({
    config: { kind: 'fullNormal' },
    build({ latent }): BuiltPosterior {
      const d = sizeFromShape(latent);
      if (d < 2)
        throw new RangeError(
          `fullNormal: the latent has shape [${latent.join(',')}], one element; expected at least 2, or take diagonalNormal()`,
        );
      return {
        parameters: [
          { name: 'mean', shape: latent },
          { name: 'logVar', shape: latent },
          { name: 'lower', shape: [(d * (d - 1)) / 2] },
        ],
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        perExample: ([mean, logVar, lower]) => [mean!, logVar!, choleskyFactor(d, logVar!, lower!)],
        draw: ([mean, , factor], { eps }) => ({ z: tf.add(mean!, times(factor!, eps!)) }),
        logDensity([mean, logVar, factor], z) {
          const eps = times(inverseLowerTriangular(factor!), tf.sub(z, mean!));
          const each = tf.add(tf.add(tf.square(eps), logVar!), Math.log(2 * Math.PI));
          return tf.mul(tf.sum(tf.reshape(each, [z.shape[0]!, d]), 1), -0.5) as tf.Tensor1D;
        },
        center: ([mean]) => mean!,
        family: ([mean, logVar, lower]) => ({
          kind: 'normal',
          mean: mean!,
          logVar: logVar!,
          cholesky: choleskyFactor(d, logVar!, lower!),
        }),
      };
    },
  }),
});

/** L, `[rows, d, d]`: e^(logVar/2) on the diagonal, `lower` below it. */
export function choleskyFactor(d: number, logVar: tf.Tensor, lower: tf.Tensor): tf.Tensor3D {
  const rows = logVar.shape[0]!;
  const diagonal = tf.reshape(tf.exp(tf.mul(logVar, 0.5)), [rows, d]);
  // One lookup in [0, diagonal, lower] lays all of them out.
  const index = Int32Array.from({ length: d * d }, (_, i) => {
    const [row, column] = [Math.floor(i / d), i % d];
    if (column > row) return 0;
    return row === column ? 1 + row : 1 + d + (row * (row - 1)) / 2 + column;
  });
  const values = tf.concat([tf.zeros([rows, 1]), diagonal, lower], 1);
  return tf.reshape(tf.gather(values, tf.tensor1d(index, 'int32'), 1), [rows, d, d]);
}

/** The product of matrices `[rows, d, d]` with vectors `[rows, ...latent]`, in their shape. */
export function times(matrix: tf.Tensor, vector: tf.Tensor): tf.Tensor {
  const [rows, d] = matrix.shape as [number, number, number];
  return tf.reshape(tf.matMul(matrix, tf.reshape(vector, [rows, d, 1])), vector.shape);
}

import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { checkSquare, identityMask, lowerMask, matrixOf } from './triangularMasks.js';
import { withGradient } from './withGradient.js';

/**
 * The inverse of lower triangular matrices, batched and differentiable, in ⌈log₂ k⌉ rounds of two matrix products.
 *
 * The inverse of [[A, 0], [C, D]] is [[A⁻¹, 0], [−D⁻¹ C A⁻¹, D⁻¹]]. So if X holds the inverses of the diagonal blocks of size s, and C those
 * parts of L that join them in pairs, X − X C X holds the inverses of the blocks of size 2s; X starts as 1/diag L. The gradient of X is −Xᵀ dX Xᵀ.
 *
 * @param lower `[…, k, k]`; what lies above the diagonal is not read
 * @returns the shape of `lower`, zero above the diagonal; not finite where an entry of the diagonal is 0
 * @throws when the last two axes are not square
 */
export function inverseLowerTriangular(lower: tf.Tensor): tf.Tensor {
  const k = checkSquare('inverseLowerTriangular', 'lower', lower);
  const batch = lower.size / (k * k);
  return inFloat([lower], (lower) => tf.reshape(inverse(tf.reshape(lower, [batch, k, k])), lower.shape));
}

function inverse(lower: tf.Tensor3D): tf.Tensor3D {
  return withGradient<tf.Tensor3D>(
    [lower],
    (lower) => {
      const k = lower.shape[1] as number;
      const diagonal = tf.sum(tf.mul(lower, identityMask(k)), 2, true);
      let x = tf.mul(tf.div(1, diagonal), identityMask(k)) as tf.Tensor3D;
      for (let s = 1; s < k; s *= 2) {
        const joins = matrixOf(k, (row, column) =>
          Math.floor(row / s) % 2 === 1 && Math.floor(column / s) === Math.floor(row / s) - 1 ? 1 : 0,
        );
        x = tf.sub(x, tf.matMul(tf.matMul(x, tf.mul(lower, joins) as tf.Tensor3D), x));
      }
      return x;
    },
    (dy, lower) => {
      const x = inverse(lower as tf.Tensor3D);
      const mask = lowerMask(dy.shape[1]);
      return [tf.neg(tf.mul(tf.matMul(tf.matMul(x, tf.mul(dy, mask) as tf.Tensor3D, true), x, false, true), mask))];
    },
  );
}

import * as tf from '@tensorflow/tfjs';
import { inFloat } from './inFloat.js';
import { inverseLowerTriangular } from './inverseLowerTriangular.js';
import { checkSquare, lowerMask, matrixOf } from './triangularMasks.js';
import { withGradient } from './withGradient.js';

/**
 * The Cholesky factor of symmetric positive definite matrices, batched and differentiable: the lower triangular `L` with a positive diagonal and
 * `L Lᵀ = matrix`. tfjs has none.
 *
 * Only the lower triangle is read. The gradient is symmetric, as PyTorch's: with Φ the lower triangle of Lᵀ·dL, its diagonal halved,
 * and S = L⁻ᵀ Φ L⁻¹, it is ½ (S + Sᵀ). A few operations for each column, no value read back: it can be compiled.
 *
 * @param matrix `[…, k, k]`
 * @returns the shape of `matrix`, zero above the diagonal. A matrix that is not positive definite (to the rounding of float32) gives NaN, in its
 *   own entries only: values are not looked at, because that would stall a GPU and cannot be compiled.
 * @throws when the last two axes are not square
 * @see Murray 2016, "Differentiation of the Cholesky decomposition"
 */
export function cholesky(matrix: tf.Tensor): tf.Tensor {
  const k = checkSquare('cholesky', 'matrix', matrix);
  const batch = matrix.size / (k * k);
  return inFloat([matrix], (matrix) => tf.reshape(factor(tf.reshape(matrix, [batch, k, k])), matrix.shape));
}

function factor(matrix: tf.Tensor3D): tf.Tensor3D {
  return withGradient<tf.Tensor3D>(
    [matrix],
    (matrix) => columns(matrix as tf.Tensor3D),
    (dy, matrix) => {
      const k = dy.shape[1];
      const l = factor(matrix as tf.Tensor3D);
      const inverse = inverseLowerTriangular(l);
      const halved = matrixOf(k, (row, column) => (row > column ? 1 : row === column ? 0.5 : 0));
      const phi = tf.mul(tf.matMul(l, tf.mul(dy, lowerMask(k)) as tf.Tensor3D, true), halved);
      const s = tf.matMul(tf.matMul(inverse, phi, true), inverse);
      return [tf.mul(tf.add(s, tf.transpose(s, [0, 2, 1])), 0.5)];
    },
  );
}

// Column by column: the first column of what is left, over the root of its pivot; its outer product is taken off the rest.
function columns(matrix: tf.Tensor3D): tf.Tensor3D {
  const [batch, k] = matrix.shape;
  let rest: tf.Tensor3D = matrix;
  const found: tf.Tensor3D[] = [];
  for (let j = 0; j < k; j++) {
    const left = k - j - 1;
    const column = tf.slice(rest, [0, 0, 0], [batch, left + 1, 1]);
    const scaled: tf.Tensor3D = tf.div(column, tf.sqrt(tf.slice(column, [0, 0, 0], [batch, 1, 1])));
    found.push(j === 0 ? scaled : tf.concat([tf.zeros<tf.Rank.R3>([batch, j, 1]), scaled], 1));
    if (left === 0) break;
    const tail = tf.slice(scaled, [0, 1, 0], [batch, left, 1]);
    rest = tf.sub(tf.slice(rest, [0, 1, 1], [batch, left, left]), tf.mul(tail, tf.reshape(tail, [batch, 1, left])));
  }
  return tf.concat(found, 2);
}

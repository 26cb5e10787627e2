import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { sumToShape } from './broadcasting.js';
import { gradientMend } from './gradientMend.js';

const rowsOf = (x: tf.Tensor): tf.Tensor2D => tf.reshape(x, [-1, x.shape.at(-1)!]) as tf.Tensor2D;

/** A batch of products with one and the same matrix is one product of all rows, and so is the matrix's gradient. */
const oneMatrix = (shape: readonly number[]): boolean => sizeFromShape(shape.slice(0, -2)) === 1;

/**
 * Matrix products: `C = A B` has `dA = dC Bᵀ`, `dB = Aᵀ dC`, summed over the batch axes along which an operand was broadcast.
 * tfjs forgets the sum and throws.
 */
export const matrixProductMend: tf.GradConfig = gradientMend(
  'BatchMatMul',
  { inputs: ['a', 'b'] },
  (dy, [a, b], { transposeA, transposeB }) => {
    const [ta, tb] = [transposeA === true, transposeB === true];
    return {
      a: () => sumToShape(ta ? tf.matMul(b!, dy, tb, true) : tf.matMul(dy, b!, false, !tb), a!.shape),
      b: () => {
        if (!ta && !oneMatrix(a!.shape) && oneMatrix(b!.shape)) {
          const [left, right] = tb ? [rowsOf(dy), rowsOf(a!)] : [rowsOf(a!), rowsOf(dy)];
          return tf.reshape(tf.matMul(left, right, true, false), b!.shape);
        }
        return sumToShape(tb ? tf.matMul(dy, a!, true, ta) : tf.matMul(a!, dy, !ta, false), b!.shape);
      },
    };
  },
);

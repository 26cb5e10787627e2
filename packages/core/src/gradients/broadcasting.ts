import * as tf from '@tensorflow/tfjs';
import { gradientMend } from './gradientMend.js';

/** The gradient of a broadcast: sums over every axis that was added or stretched. */
export function sumToShape(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const added = x.rank - shape.length;
  const axes = x.shape.flatMap((extent, i) => (i < added || (shape[i - added] === 1 && extent !== 1) ? [i] : []));
  return tf.reshape(axes.length === 0 ? x : tf.sum(x, axes), [...shape]);
}

/** An extremum of two: dy goes to `a` where it wins or draws, to `b` where `a` loses. */
const extremum = (kernelName: string, wins: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): tf.GradConfig =>
  gradientMend(kernelName, { inputs: ['a', 'b'] }, (dy, [a, b]) => {
    const share = (where: tf.Tensor, shape: readonly number[]): tf.Tensor =>
      sumToShape(tf.mul(dy, tf.cast(where, 'float32')), shape);
    return {
      a: () => share(wins(a!, b!), a!.shape),
      b: () => share(tf.logicalNot(wins(a!, b!)), b!.shape),
    };
  });

/** `d(a − b)² = 2 (a − b) (da − db)` and the extrema of two, summed over broadcast axes: tfjs forgets the sum and throws. */
export const broadcastMends: readonly tf.GradConfig[] = [
  gradientMend('SquaredDifference', { inputs: ['a', 'b'] }, (dy, [a, b]) => ({
    a: () => sumToShape(tf.mul(dy, tf.mul(2, tf.sub(a!, b!))), a!.shape),
    b: () => sumToShape(tf.mul(dy, tf.mul(2, tf.sub(b!, a!))), b!.shape),
  })),
  extremum('Maximum', (a, b) => tf.greaterEqual(a, b)),
  extremum('Minimum', (a, b) => tf.lessEqual(a, b)),
];

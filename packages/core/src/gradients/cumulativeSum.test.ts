import * as tf from '@tensorflow/tfjs';
import { checkGradients, type GradientCase } from './gradientCheck.test-helper.js';

checkGradients(
  'tf.cumsum',
  [0, 1, 2].flatMap((axis) =>
    [false, true].flatMap((exclusive) =>
      [false, true].map((reverse): GradientCase => ({
        name: `axis ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
        op: (x) => tf.cumsum(x, axis, exclusive, reverse),
        shapes: [[2, 3, 4]],
        ...(axis === 2 ? {} : { stock: ['throws', 'throws'] }),
      })),
    ),
  ),
);

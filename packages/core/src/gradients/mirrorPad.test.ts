import * as tf from '@tensorflow/tfjs';
import { checkGradients } from './gradientCheck.test-helper.js';

const pad = (paddings: [number, number][], mode: 'reflect' | 'symmetric') => (x: tf.Tensor) => tf.mirrorPad(x, paddings, mode);
checkGradients('tf.mirrorPad', [
  {
    name: 'reflect',
    op: pad(
      [
        [2, 1],
        [0, 3],
      ],
      'reflect',
    ),
    shapes: [[3, 4]],
    stock: ['wrong', 'wrong'],
  },
  {
    name: 'symmetric',
    op: pad(
      [
        [2, 1],
        [0, 2],
      ],
      'symmetric',
    ),
    shapes: [[3, 2]],
    stock: ['wrong', 'wrong'],
  },
]);

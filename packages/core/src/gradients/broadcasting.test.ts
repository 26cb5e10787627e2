import * as tf from '@tensorflow/tfjs';
import { apart, checkGradients } from './gradientCheck.test-helper.js';

const fill = (size: number, operand: number): number[] => apart(size).map((value) => value + operand / 10);
checkGradients('broadcast operands', [
  { name: 'squaredDifference', op: (a, b) => tf.squaredDifference(a, b), shapes: [[3, 4], [4]], stock: ['throws', 'throws'] },
  {
    name: 'squaredDifference, both',
    op: (a, b) => tf.squaredDifference(a, b),
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    stock: ['throws', 'throws'],
  },
  { name: 'maximum', op: (a, b) => tf.maximum(a, b), shapes: [[3, 4], [4]], fill, step: 0.01, stock: ['throws', 'throws'] },
  {
    name: 'minimum',
    op: (a, b) => tf.minimum(a, b),
    shapes: [
      [3, 1],
      [2, 3, 4],
    ],
    fill,
    step: 0.01,
    stock: ['throws', 'throws'],
  },
]);

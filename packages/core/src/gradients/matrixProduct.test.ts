import * as tf from '@tensorflow/tfjs';
import { checkGradients } from './gradientCheck.test-helper.js';

// A product in which both operands are broadcast is not here: tfjs's CPU kernel computes another one.
checkGradients('tf.matMul', [
  {
    name: 'transposed',
    op: (a, b) => tf.matMul(a, b, false, true),
    shapes: [
      [4, 3],
      [2, 3],
    ],
  },
  {
    name: 'of equal batches',
    op: (a, b) => tf.matMul(a, b, true),
    shapes: [
      [2, 3, 4],
      [2, 3, 2],
    ],
  },
  {
    name: 'rows by one matrix',
    op: (a, b) => tf.matMul(a, b),
    shapes: [
      [2, 4, 3],
      [3, 2],
    ],
    stock: ['throws', 'throws'],
  },
  {
    name: 'rows by one matrix, transposed',
    op: (a, b) => tf.matMul(a, b, false, true),
    shapes: [
      [2, 4, 3],
      [1, 2, 3],
    ],
    stock: ['throws', 'throws'],
  },
  {
    name: 'columns by one matrix',
    op: (a, b) => tf.matMul(a, b, true),
    shapes: [
      [2, 3, 4],
      [3, 2],
    ],
    stock: ['throws', 'throws'],
  },
  {
    name: 'one matrix by many',
    op: (a, b) => tf.matMul(a, b),
    shapes: [
      [4, 3],
      [2, 3, 2],
    ],
    stock: ['throws', 'throws'],
  },
  {
    name: 'with a bias, fused',
    op: (a, b, bias) => tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias }),
    shapes: [[4, 3], [3, 2], [2]],
  },
]);

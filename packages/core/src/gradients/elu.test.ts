import * as tf from '@tensorflow/tfjs';
import { apart, checkGradients } from './gradientCheck.test-helper.js';

checkGradients('tf.elu', [
  {
    name: 'on both sides of 0',
    op: (x) => tf.elu(x),
    shapes: [[3, 4]],
    fill: (size) => apart(size).map((value) => value + 0.05),
    step: 0.01,
    stock: ['right', 'throws'],
  },
]);

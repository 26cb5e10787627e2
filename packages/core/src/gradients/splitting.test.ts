import * as tf from '@tensorflow/tfjs';
import { checkGradients } from './gradientCheck.test-helper.js';

const product = ([a, b]: tf.Tensor[]): tf.Tensor => tf.mul(a!, b!);
checkGradients('tf.split and tf.unstack', [
  { name: 'split', op: (x) => product(tf.split(x, [1, 3], 1)), shapes: [[3, 4]] },
  { name: 'split into one', op: (x) => tf.split(x, 1, 1)[0]!, shapes: [[3, 4]], stock: ['throws', 'throws'] },
  { name: 'unstack', op: (x) => product(tf.unstack(x, 0)), shapes: [[2, 4]] },
  { name: 'unstack one', op: (x) => tf.unstack(x, 0)[0]!, shapes: [[1, 4]], stock: ['throws', 'throws'] },
]);

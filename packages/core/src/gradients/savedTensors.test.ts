import * as tf from '@tensorflow/tfjs';
import { apart, checkGradients } from './gradientCheck.test-helper.js';

// The loss is a square of the output, so there is a second way to the input besides the saved output, which tfjs cuts off.
const shapes = [[3, 4]];
checkGradients('second derivatives through saved outputs', [
  { name: 'tanh', op: (x) => tf.tanh(x), shapes, stock: ['right', 'wrong'] },
  { name: 'exp', op: (x) => tf.exp(x), shapes, stock: ['right', 'wrong'] },
  { name: 'sigmoid', op: (x) => tf.sigmoid(x), shapes, stock: ['right', 'wrong'] },
  { name: 'softmax', op: (x) => tf.softmax(x), shapes, stock: ['right', 'wrong'] },
  { name: 'logSoftmax', op: (x) => tf.logSoftmax(x), shapes, stock: ['right', 'wrong'] },
  { name: 'logSumExp', op: (x) => tf.logSumExp(x, 1), shapes, stock: ['right', 'throws'] },
  { name: 'logSigmoid', op: (x) => tf.logSigmoid(x), shapes },
  { name: 'softplus', op: (x) => tf.softplus(x), shapes },
  { name: 'x tanh x', op: (x) => tf.mul(x, tf.tanh(x)), shapes, stock: ['right', 'wrong'] },
  {
    name: 'a perceptron in input and weights',
    op: (x, w, b, v) => tf.matMul(tf.tanh(tf.add(tf.matMul(x, w), b)), v),
    shapes: [[3, 4], [4, 5], [5], [5, 2]],
    stock: ['right', 'wrong'],
  },
  { name: 'max', op: (x) => tf.max(x, 1), shapes, fill: apart, step: 0.01, stock: ['right', 'throws'] },
  { name: 'min', op: (x) => tf.min(x, 0), shapes, fill: apart, step: 0.01, stock: ['right', 'throws'] },
  {
    name: 'batchNorm by given moments',
    op: (x, mean, spread, offset, scale) =>
      tf.batchNorm(
        x as tf.Tensor4D,
        mean as tf.Tensor1D,
        tf.add(tf.square(spread), 0.5) as tf.Tensor1D,
        offset as tf.Tensor1D,
        scale as tf.Tensor1D,
      ),
    shapes: [[2, 2, 2, 3], [3], [3], [3], [3]],
  },
  { name: 'powers and quotients', op: (x, y) => tf.div(tf.pow(x, 3), tf.add(tf.square(y), 1)), shapes: [[3, 2], [2]] },
  {
    name: 'concatenation, slices, padding, reversal, transposition',
    op: (x) => {
      const part = tf.slice(tf.concat([x, tf.square(x)], 1), [1, 1], [2, 2]);
      return tf.reverse(
        tf.transpose(
          tf.pad(part, [
            [0, 1],
            [1, 0],
          ]),
        ),
        1,
      );
    },
    shapes: [[3, 2]],
  },
]);

import * as tf from '@tensorflow/tfjs';
import { apart, checkGradients } from './gradientCheck.test-helper.js';

const picks = (indices: number[] | number[][] | number[][][]) =>
  tf.tensor(indices as number[], undefined, 'int32') as tf.Tensor1D;
const batches = [
  [2, 0, 2],
  [3, 1, 0],
];
// The WASM backend's own gather is wrong with batch dimensions.
const cpuOnly = true;

checkGradients('tf.gather', [
  { name: 'rows', op: (x) => tf.gather(x, picks([1, 3, 1])), shapes: [[4, 3]] },
  { name: 'columns', op: (x) => tf.gather(x, picks([2, 0, 2, 2]), 1), shapes: [[4, 3]] },
  { name: 'a table of rows', op: (x) => tf.gather(x, picks(batches)), shapes: [[4, 3]] },
  { name: 'an axis from the end', op: (x) => tf.gather(x, picks(batches), -2), shapes: [[2, 4, 3]] },
  { name: 'by example', op: (x) => tf.gather(x, picks(batches), 1, 1), shapes: [[2, 4, 3]], cpuOnly },
  { name: 'by example, last axis', op: (x) => tf.gather(x, picks(batches), 2, 1), shapes: [[2, 3, 4]], cpuOnly },
  {
    name: 'two batch axes',
    op: (x) =>
      tf.gather(
        x,
        picks([
          [
            [2, 0],
            [1, 1],
          ],
          [
            [0, 0],
            [2, 1],
          ],
        ]),
        2,
        2,
      ),
    shapes: [[2, 2, 3]],
    stock: ['throws', 'throws'],
    cpuOnly,
  },
  {
    name: 'indices that depend on what is differentiated',
    op: (x, codes) => tf.add(tf.gather(codes, tf.argMax(x, 1) as tf.Tensor1D), tf.sum(x)),
    shapes: [
      [3, 4],
      [4, 2],
    ],
    fill: apart,
    step: 0.01,
    stock: ['throws', 'throws'],
  },
]);

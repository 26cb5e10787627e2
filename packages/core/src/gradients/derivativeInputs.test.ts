import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { apart, checkGradients } from './gradientCheck.test-helper.js';
import { withGradientMends } from './withGradientMends.js';

const shapes = [[3, 4]];
// A third and a seventh off the eighths: no kink of the operations below is near.
const offGrid = (size: number, operand: number): number[] => apart(size).map((value) => value + 1 / 30 + operand / 14);
const near = { fill: offGrid, step: 0.002 };
const numbers = (x: tf.Tensor): number[] => [...x.dataSync()];

checkGradients('piecewise functions', [
  { name: 'relu', op: (x) => tf.relu(x), shapes, ...near },
  { name: 'relu6', op: (x) => tf.relu6(tf.mul(5, x)), shapes, ...near, stock: ['right', 'throws'] },
  { name: 'leakyRelu', op: (x) => tf.leakyRelu(x), shapes, ...near, stock: ['right', 'throws'] },
  { name: 'prelu', op: (x, slope) => tf.prelu(x, slope), shapes: [[3, 4], [4]], ...near, stock: ['right', 'throws'] },
  { name: 'selu', op: (x) => tf.selu(x), shapes, ...near, stock: ['right', 'throws'] },
  { name: 'abs', op: (x) => tf.abs(x), shapes, ...near },
  { name: 'clipByValue', op: (x) => tf.clipByValue(x, -0.5, 0.5), shapes, ...near, stock: ['right', 'throws'] },
  {
    name: 'where, its condition an expression',
    op: (x, y) => tf.where(tf.greater(tf.square(x), tf.sin(y)), tf.square(x), tf.mul(x, y)),
    shapes: [
      [3, 4],
      [3, 4],
    ],
    ...near,
    stock: ['throws', 'throws'],
  },
  {
    name: 'a product with a mask',
    op: (x) => tf.mul(tf.cast(tf.logicalAnd(tf.less(x, 0.3), tf.logicalNot(tf.equal(x, 9))), 'float32'), tf.square(x)),
    shapes,
    ...near,
    stock: ['throws', 'throws'],
  },
  {
    name: 'steps beside a square',
    op: (x) => tf.addN([tf.sign(x), tf.floor(x), tf.ceil(x), tf.step(x), tf.square(x)]),
    shapes,
    ...near,
  },
  {
    name: 'a cast to whole numbers beside a square',
    op: (x) => tf.add(tf.cast(tf.cast(x, 'int32'), 'float32'), tf.square(x)),
    shapes,
    ...near,
    stock: ['wrong', 'wrong'],
  },
  {
    name: 'the code nearest by argMax and oneHot',
    op: (x, codes) => tf.add(tf.matMul(tf.cast(tf.oneHot(tf.argMax(x, 1), 4), 'float32'), codes), tf.sum(x)),
    shapes: [
      [3, 4],
      [4, 2],
    ],
    ...near,
  },
]);

describe('a branch that no derivative passes', () => {
  const x = tf.tensor1d([0.3, -2, 4]);

  test('gives zeros when it is the only one', () => {
    for (const step of [
      (z: tf.Tensor) => tf.sign(z),
      (z: tf.Tensor) => tf.cast(tf.greater(z, 1), 'float32'),
      (z: tf.Tensor) => tf.floorDiv(z, 2),
      (z: tf.Tensor) => tf.cast(tf.argMax(tf.square(z)), 'float32'),
    ]) {
      expect(withGradientMends(() => numbers(tf.grad(step)(x)))).toEqual([0, 0, 0]);
    }
    const v = tf.variable(tf.scalar(2));
    const w = tf.variable(tf.scalar(3));
    const { grads } = withGradientMends(() => tf.variableGrads(() => tf.add(tf.step(v), tf.square(w)), [v, w]));
    expect([grads[v.name]!.dataSync()[0], grads[w.name]!.dataSync()[0]]).toEqual([0, 6]);
    tf.dispose([v, w, grads]);
  });

  test('costs nothing: not even 0 · ∞ behind a root at 0', () => {
    const clipped = (z: tf.Tensor): tf.Tensor => tf.where(tf.greater(tf.sqrt(tf.sum(tf.square(z))), 1), tf.square(z), z);
    const origin = tf.zeros([2]);
    expect(withGradientMends(() => numbers(tf.grad(clipped)(origin)))).toEqual([1, 1]);
  });

  test('leaves a gradient out where nothing leads to the value at all', () => {
    const y = tf.scalar(1);
    expect(() => withGradientMends(() => tf.grad(() => tf.square(y))(x))).toThrow('tf.grad: the value does not depend on');
  });
});

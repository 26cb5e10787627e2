import type * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { impurity } from './impurity.js';

const named = (name: string): tf.layers.Layer =>
  ({ getClassName: () => name, getConfig: () => ({}), losses: [], weights: [] }) as unknown as tf.layers.Layer;

test('an encoding of categories draws nothing: it has a reason of its own', () => {
  expect(impurity(named('CategoryEncoding'))).toBe(
    'has no gradient, and makes rows of classes out of numbers; encode the data before the network',
  );
  expect(impurity(named('RandomWidth'))).toBe('draws its own random numbers; augment the data before the network');
  expect(impurity(named('NotRandom'))).toBeUndefined();
});

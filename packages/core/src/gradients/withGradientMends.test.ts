import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { selectBackend } from '../selectBackend.js';
import { waves } from './gradientCheck.test-helper.js';
import { mendedGradients } from './mendedGradients.js';
import { withGradientMends } from './withGradientMends.js';

const surface = (): unknown[] => [
  ...mendedGradients.map(({ kernelName }) => tf.getGradient(kernelName)),
  ...Object.keys(tf.engine()),
];

describe('tfjs', () => {
  const before = surface();

  test('is as it was behind the call', () => {
    expect(withGradientMends(() => surface())).not.toEqual(before);
    expect(surface()).toEqual(before);
  });

  test('is as it was behind a call that throws, and a nested one is no end', () => {
    expect(() =>
      withGradientMends(() => {
        const inside = surface();
        expect(withGradientMends(() => surface())).toEqual(inside);
        expect(() =>
          withGradientMends(() => {
            throw new Error('inner');
          }),
        ).toThrow('inner');
        expect(surface()).toEqual(inside);
        throw new Error('outer');
      }),
    ).toThrow('outer');
    expect(surface()).toEqual(before);
  });

  test('keeps the gradients of its registry, inside too', () => {
    const registered = (): unknown[] => mendedGradients.map(({ kernelName }) => tf.getGradient(kernelName));
    const outside = registered();
    expect(withGradientMends(() => registered()).every((gradient, i) => gradient === outside[i])).toBe(true);
  });

  test('refuses an asynchronous function, which would end elsewhere', () => {
    expect(() => withGradientMends(async () => 1)).toThrow('withGradientMends: `run` returned a promise');
    expect(surface()).toEqual(before);
  });

  test('mends each kernel once', () => {
    const names = mendedGradients.map(({ kernelName }) => kernelName);
    expect(names.length).toBe(new Set(names).size);
  });
});

describe.each(['cpu', 'wasm'] as const)('a loop of its own on %s', (backend) => {
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  test('minimizes a gradient penalty through tf.train, and holds no tensor more after a hundred steps', async () => {
    await (backend === 'wasm' ? selectBackend({ order: ['wasm'] }) : tf.setBackend('cpu'));
    const x = tf.tensor2d(waves(12, 1), [3, 4]);
    const w = tf.variable(tf.tensor2d(waves(20, 2), [4, 5]));
    const v = tf.variable(tf.tensor2d(waves(5, 3), [5, 1]));
    const critic = (z: tf.Tensor): tf.Tensor =>
      tf.sum(tf.matMul(tf.elu(tf.matMul(z as tf.Tensor2D, w as tf.Tensor2D)), v as tf.Tensor2D));
    const penalty = (): tf.Scalar => {
      const norms = tf.sqrt(tf.sum(tf.square(tf.grad(critic)(x)), 1));
      return tf.mean(tf.square(tf.sub(norms, 1)));
    };
    const optimizer = tf.train.sgd(0.1);
    const step = (): number => withGradientMends(() => tf.tidy(() => optimizer.minimize(penalty, true, [w, v])!.dataSync()[0]!));
    const first = step();
    const before = tf.memory();
    let last = first;
    for (let i = 0; i < 100; i++) last = step();
    expect(tf.memory()).toEqual(before);
    expect(last).toBeLessThan(first / 20);
    tf.dispose([x, w, v]);
    optimizer.dispose();
  });
});

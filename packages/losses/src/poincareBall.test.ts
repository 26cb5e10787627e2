import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import oracles from '../oracles/poincareCases.json' with { type: 'json' };
import { onEveryBackend } from './backends.test-helper.js';
import { poincareBall } from './poincareBall.js';

const length = (values: readonly number[]): number => Math.hypot(...values);

onEveryBackend(() => {
  test.each(oracles)('$d dimensions of curvature −$c, a step of $length: maps are those of the hyperboloid', (one) => {
    const { d, c, mean, v, z, distance, logVolume } = one;
    const ball = poincareBall(c);
    const row = (values: readonly number[]): tf.Tensor => tf.tensor2d([...values], [1, d]);
    const before = tf.memory().numTensors;
    const [point, tangent, volume] = tf.tidy(() => {
      const back = ball.tangent(row(mean), row(z));
      return [
        Array.from(ball.move(row(mean), row(v)).dataSync()),
        Array.from(back.dataSync()),
        ball.logVolume(back).dataSync()[0]!,
      ] as const;
    });
    expect(tf.memory().numTensors).toBe(before);
    // A point within 6e-8/√c has a distance within 6e-8·2/(1 − c|z|²) of it.
    const stretch = 2 / (1 - c * length(z) ** 2) + 2 / (1 - c * length(mean) ** 2);
    const near = 1e-6 * (1 + stretch);
    point.forEach((value, i) => expect(Math.abs(value - z[i]!)).toBeLessThan(1e-6));
    expect(Math.abs(length(tangent) - distance)).toBeLessThan(near);
    tangent.forEach((value, i) => expect(Math.abs(value - v[i]!)).toBeLessThan(2 * near));
    expect(Math.abs(volume - logVolume)).toBeLessThan(near * d * Math.sqrt(c) + 1e-6);
  });

  test('gradients at the origin and at a step of nothing are finite, and points stay inside', () => {
    const ball = poincareBall(1);
    const slopes = tf.grad((v: tf.Tensor) => {
      const z = ball.move(tf.zerosLike(v), v);
      return tf.add(tf.sum(ball.logVolume(ball.tangent(tf.zerosLike(v), z))), tf.sum(z));
    })(tf.zeros([1, 3]));
    expect(Array.from(slopes.dataSync())).toEqual([0.5, 0.5, 0.5]);
    const far = ball.move(tf.zeros([1, 2]), tf.tensor2d([[60, 80]])).dataSync();
    expect(length(Array.from(far))).toBeLessThan(1 - 9e-6);
  });
});

test('the density of a wrapped normal integrates to 1 over the ball', () => {
  const [c, n] = [1.5, 400];
  const ball = poincareBall(c);
  const [mean, sigma] = [tf.tensor2d([[0.3, -0.1]]), 0.4];
  const side = 2 / Math.sqrt(c) / n;
  const axis = Array.from({ length: n }, (_, i) => -1 / Math.sqrt(c) + (i + 0.5) * side);
  const grid = axis.flatMap((x) => axis.map((y) => [x, y])).filter(([x, y]) => c * (x! * x! + y! * y!) < 1 - 1e-4);
  const total = tf.tidy(() => {
    const z = tf.tensor2d(grid);
    const v = ball.tangent(tf.tile(mean, [grid.length, 1]), z);
    const logDensity = tf.sub(tf.mul(tf.sum(tf.square(v), 1), -0.5 / sigma ** 2), ball.logVolume(v));
    // With respect to the ball's own area, (2/(1 − c|z|²))² dz.
    const area = tf.square(tf.div(2, tf.sub(1, tf.mul(tf.sum(tf.square(z), 1), c))));
    return tf.sum(tf.mul(tf.exp(logDensity), area)).dataSync()[0]!;
  });
  expect((total * side * side) / (2 * Math.PI * sigma ** 2)).toBeCloseTo(1, 2);
});

test('a curvature that is none is refused', () => {
  expect(() => poincareBall(0)).toThrow(
    'poincareBall: `curvature` is 0; expected a positive number c, of a ball of curvature -c',
  );
});

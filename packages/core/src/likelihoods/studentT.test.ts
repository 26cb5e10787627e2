import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import oracles from '../../oracles/studentTOracles.json' with { type: 'json' };
import { deviation } from '../tiny.test-helper.js';
import { likelihoodByName } from './likelihoodChoices.js';
import { studentT } from './studentT.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('predicted scale and degrees: values and slopes are those of SciPy', () => {
  tf.tidy(() => {
    const built = studentT({ degrees: 'predicted', scale: 'predicted' }).build({ event: [3] });
    expect(built.parameters.map(({ name }) => name)).toEqual(['mean', 'logScale', 'logDegrees']);
    const given = oracles.given.map((rows) => tf.tensor2d(rows));
    const x = tf.tensor2d(oracles.x);
    expect(deviation(built.negativeLogDensity(given, x).dataSync(), oracles.values)).toBeLessThan(1e-5);
    const slopes = tf.grads((...parameters: tf.Tensor[]) => tf.sum(built.negativeLogDensity(parameters, x)))(given);
    slopes.forEach((slope, i) => expect(deviation(slope.dataSync(), oracles.slopes[i]!.flat())).toBeLessThan(1e-4));
  });
});

test('predicted degrees alone are the second output, and those of each place are its own', () => {
  tf.tidy(() => {
    const [mean, logScale, predicted] = oracles.given.map((rows) => tf.tensor2d(rows)) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const x = tf.tensor2d(oracles.x);
    const alone = studentT({ degrees: 'predicted', scale: 2 }).build({ event: [3] });
    const both = studentT({ degrees: 'predicted', scale: 'predicted' }).build({ event: [3] });
    const two = tf.fill(logScale.shape, Math.log(2));
    expect(alone.negativeLogDensity([mean, predicted], x).dataSync()).toEqual(
      both.negativeLogDensity([mean, two, predicted], x).dataSync(),
    );
    const places = studentT({ degrees: 'perPixel' }).build({ event: [3] });
    expect(places.variables!['logDegrees']!.shape).toEqual([1, 3]);
    const fixed = studentT({ degrees: 4 }).build({ event: [3] });
    expect(
      deviation(places.negativeLogDensity([mean], x).dataSync(), fixed.negativeLogDensity([mean], x).dataSync()),
    ).toBeLessThan(1e-6);
    tf.dispose(Object.values(places.variables!));
  });
});

test('degrees are chosen by name; likelihoods without any refuse them', () => {
  const data = { event: [3] };
  expect(likelihoodByName('student-t', data, 'learned').config).toMatchObject({ degrees: 4, scale: 'learned' });
  expect(likelihoodByName('student-t', data, 2, 'per-pixel').config).toMatchObject({ degrees: 'perPixel', scale: 2 });
  expect(likelihoodByName('student-t', data, undefined, 7).config).toMatchObject({ degrees: 7, scale: 'learned' });
  expect(() => likelihoodByName('student-t', data, 1, 'optimal')).toThrow(
    'likelihoodByName: student-t cannot have the degrees optimal; expected one of number, learned, per-pixel, predicted',
  );
  expect(() => likelihoodByName('gaussian', data, 1, 3)).toThrow('likelihoodByName: gaussian has no degrees, but 3 was given');
});

test('draws with few degrees are finite as far as float32 reaches, and those with more are what they were', () => {
  tf.tidy(() => {
    const [u, v] = [tf.tensor2d([[2 ** -24, 0.01, 0.5, 0.999]]), tf.tensor2d([[0.1, 0.2, 0.7, 0.4]])];
    const drawn = (degrees: number): Float32Array =>
      studentT({ degrees, scale: 1 })
        .build({ event: [4] })
        .draw([tf.zeros([1, 4])], { u, v })
        .dataSync() as Float32Array;
    // Bailey's formula in double precision.
    const exact = (degrees: number): number[] =>
      [2 ** -24, 0.01, 0.5, Math.fround(0.999)].map(
        (value, i) =>
          Math.sqrt(degrees * Math.expm1((-2 * Math.log(value)) / degrees)) *
          Math.cos(2 * Math.PI * Math.fround([0.1, 0.2, 0.7, 0.4][i]!)),
      );
    // At the smallest u the exponent is 67, whose rounding in float32 is 67 · 2⁻²⁴ of the value, times a few operations.
    for (const degrees of [0.25, 1, 4, 100]) {
      const found = drawn(degrees);
      exact(degrees).forEach((value, i) => expect(Math.abs(found[i]! / value - 1)).toBeLessThan(1e-4));
    }
  });
});

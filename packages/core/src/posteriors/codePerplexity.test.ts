import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { codePerplexity } from './codePerplexity.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const perplexity = (counts: number[]): number => codePerplexity(tf.tensor1d(counts)).dataSync()[0]!;

test('it is the number of codes where all are used alike, and leaves out those that are not used', () => {
  expect(perplexity([3, 3, 3, 3])).toBeCloseTo(4, 5);
  expect(perplexity([0, 5, 0, 5])).toBeCloseTo(2, 5);
  expect(perplexity([0, 7, 0])).toBeCloseTo(1, 6);
  // exp of the entropy of (1/2, 1/4, 1/4), 1.5 log 2.
  expect(perplexity([2, 1, 1])).toBeCloseTo(2 ** 1.5, 5);
  expect(codePerplexity(tf.ones([2, 3, 5])).shape).toEqual([2, 3]);
});

test('it lies between 1 and the number of codes, whatever the scale, and leaves nothing behind', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 }), (counts) => {
      fc.pre(counts.some((count) => count > 0));
      const before = tf.memory().numTensors;
      const [one, other] = tf.tidy(() => [perplexity(counts), perplexity(counts.map((count) => count * 0.125))]);
      expect(tf.memory().numTensors).toBe(before);
      expect(one).toBeGreaterThan(1 - 1e-5);
      expect(one).toBeLessThan(counts.length * (1 + 1e-5));
      expect(Math.abs(other! / one! - 1)).toBeLessThan(1e-5);
    }),
    { numRuns: 50 },
  );
});

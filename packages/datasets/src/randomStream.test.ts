import { describe, expect, test } from 'vitest';
import oracle from '../oracles/randomStream.json' with { type: 'json' };
import { logarithm, normalDeviate } from './normalDeviate.js';
import { type Purpose, randomStream, uniform } from './randomStream.js';

describe('randomStream', () => {
  test.each(oracle)('known answers: seed $seed, $purpose, place $place', ({ seed, purpose, place, outputs }) => {
    const stream = randomStream(seed, purpose as Purpose, ...place);
    expect(outputs.map(() => stream.next())).toEqual(outputs);
  });

  test('neighboring seeds, purposes and places are unrelated: the bits that differ are binomial', () => {
    const words = (seed: number, place: number): number[] => {
      const stream = randomStream(seed, 'bits', place);
      return Array.from({ length: 4 }, () => stream.next());
    };
    const pairs = Array.from({ length: 500 }, (_, i) => [
      [words(i, 0), words(i + 1, 0)],
      [words(0, i), words(0, i + 1)],
      [words(i, 0), words(i + 2 ** 32, 0)],
    ]).flat();
    let different = 0;
    for (const [a, b] of pairs) {
      a?.forEach((word, k) => {
        for (let bits = word ^ (b?.[k] ?? 0); bits !== 0; bits &= bits - 1) different++;
      });
    }
    const count = pairs.length * 4 * 32;
    expect(Math.abs(different - count / 2) / Math.sqrt(count / 4)).toBeLessThan(4);
  });
});

describe('normalDeviate', () => {
  test('the logarithm is the one that engines approximate', () => {
    const errors = Array.from({ length: 20_000 }, (_, i) => [(i + 1) / 20_000, (i + 1) * 2 ** -40])
      .flat()
      .map((value) => Math.abs(logarithm(value) - Math.log(value)) / Math.max(1, -Math.log(value)));
    expect(Math.max(...errors)).toBeLessThan(1e-15);
  });

  test('moments and quartiles of N(0, 1)', () => {
    const stream = randomStream(5, 'moons');
    const count = 200_000;
    const draws = Float64Array.from({ length: count }, () => normalDeviate(stream));
    const moment = (power: number): number => draws.reduce((sum, draw) => sum + draw ** power, 0) / count;
    // Standard errors of the moments 1 to 4 are sqrt(1, 2, 15, 96 over n).
    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    const beyond = draws.filter((draw) => Math.abs(draw) > 0.674_489_750_196_081_7).length / count;
    expect(Math.abs(beyond - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / count));
  });
});

test('uniform lies in [0, 1) with mean ½ and variance 1/12', () => {
  const stream = randomStream(1, 'bits');
  const draws = Float64Array.from({ length: 100_000 }, () => uniform(stream));
  expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / draws.length));
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import stream from '../../oracles/randomStream.json' with { type: 'json' };
import oracles from '../../oracles/randomOracles.json' with { type: 'json' };
import { drawNoise } from './drawNoise.js';
import { naturalLogarithm } from './naturalLogarithm.js';
import { normalQuantile } from './normalQuantile.js';
import { randomStream } from './randomStream.js';
import { threefry2x32 } from './threefry.js';

test.each([
  [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
])('Threefry-2x32-20 gives the known answers of its authors (key %i, %i)', (k0, k1, c0, c1, a, b) => {
  const out = new Uint32Array(2);
  threefry2x32(k0, k1, c0, c1, out);
  expect([...out]).toEqual([a, b]);
});

test('naturalLogarithm is within two units in the last place of the exact value', () => {
  for (const [x, exact] of oracles.logarithm as [number, number][]) {
    expect(Math.abs(naturalLogarithm(x) - exact), `ln ${x}`).toBeLessThanOrEqual(2 * 2 ** -52 * Math.abs(exact));
  }
});

test('normalQuantile agrees with the exact quantile, far tails included', () => {
  for (const [p, exact] of oracles.normalQuantile as [number, number][]) {
    expect(Math.abs(normalQuantile(p) - exact), `p = ${p}`).toBeLessThanOrEqual(4e-15 * Math.max(Math.abs(exact), 1e-3));
  }
});

test('normalQuantile is odd about one half and increases', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 2 }), (word) => {
      // The last word is left out: its successor would be a probability above 1.
      const p = (word + 0.5) * 2 ** -32;
      expect(normalQuantile(1 - p)).toBeCloseTo(-normalQuantile(p), 10);
      expect(normalQuantile(p + 2 ** -32)).toBeGreaterThan(normalQuantile(p));
    }),
  );
});

test('the first 100,000 normal and uniform deviates have the committed bits', () => {
  const bits = (values: Float32Array): string => createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex');
  const source = randomStream(stream.seed);
  const normal = source.fillNormal(new Float32Array(stream.count));
  const uniform = source.fillUniform(new Float32Array(stream.count));
  expect(bits(normal)).toBe(stream.normalSha256);
  expect(bits(uniform)).toBe(stream.uniformSha256);
  expect([...normal.subarray(0, 5)]).toEqual(stream.firstNormal.map(Math.fround));
});

test('normal deviates have the moments and the distribution of N(0, 1)', () => {
  const n = 200_000;
  const values = randomStream(3).fillNormal(new Float32Array(n));
  const moment = (k: number): number => values.reduce((sum, v) => sum + v ** k, 0) / n;
  // Five standard errors of each moment.
  expect(Math.abs(moment(1))).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
  // Kolmogorov-Smirnov against Φ at the quantiles k/1000: below 1.95/√n with probability 0.999.
  const sorted = values.slice().sort();
  let distance = 0;
  let below = 0;
  for (let k = 1; k < 1000; k++) {
    const quantile = normalQuantile(k / 1000);
    while (below < n && sorted[below]! <= quantile) below++;
    distance = Math.max(distance, Math.abs(below / n - k / 1000));
  }
  expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
  // Neighbors are uncorrelated.
  let product = 0;
  for (let i = 1; i < n; i++) product += values[i]! * values[i - 1]!;
  expect(Math.abs(product / n)).toBeLessThan(5 / Math.sqrt(n));
});

/** Pearson's statistic of equal cells, and the bound that it passes with probability about 1e-4 (Wilson and Hilferty). */
function chiSquare(counts: readonly number[]): { statistic: number; bound: number } {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  const freedom = counts.length - 1;
  const c = 2 / (9 * freedom);
  return {
    statistic: counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0),
    bound: freedom * (1 - c + 3.72 * Math.sqrt(c)) ** 3,
  };
}

test('uniform deviates fill [0, 1) evenly', () => {
  const counts = Array.from({ length: 100 }, () => 0);
  const values = randomStream(4).fillUniform(new Float32Array(100_000));
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  for (const value of values) counts[Math.floor(value * 100)]! += 1;
  const { statistic, bound } = chiSquare(counts);
  expect(statistic).toBeLessThan(bound);
});

test('below is even over a bound that does not divide 2^32, and over one just above 2^31', () => {
  const source = randomStream(5);
  const counts = Array.from({ length: 7 }, () => 0);
  for (let i = 0; i < 70_000; i++) counts[source.below(7)]! += 1;
  const { statistic, bound } = chiSquare(counts);
  expect(statistic).toBeLessThan(bound);
  // Without rejection, words from bound on would fold back onto the lower part: P(below 2^30) would be nearly one half instead of one third.
  let low = 0;
  for (let i = 0; i < 20_000; i++) low += source.below(3 * 2 ** 30) < 2 ** 30 ? 1 : 0;
  expect(Math.abs(low / 20_000 - 1 / 3)).toBeLessThan(5 * Math.sqrt(2 / 9 / 20_000));
  expect(source.below(1)).toBe(0);
  expect(() => source.below(0)).toThrow('RandomStream.below: `bound` is 0');
});

test('a permutation holds every number once, and all orders are equally frequent', () => {
  const source = randomStream(6);
  const counts = new Map<string, number>();
  for (let i = 0; i < 24_000; i++) {
    const order = [...source.permutation(4)].join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const { statistic, bound } = chiSquare([...counts.values()]);
  expect(statistic).toBeLessThan(bound);
  expect([...source.permutation(1000)].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(source.permutation(0)).toHaveLength(0);
});

test('the counter is the number of words drawn, and a stream goes on from any state, the middle of a block included', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 9 }), (seed, drawn) => {
      const source = randomStream(seed);
      for (let i = 0; i < drawn; i++) source.uint32();
      const state = JSON.parse(JSON.stringify(source.state())) as ReturnType<typeof source.state>;
      expect(state.counter).toBe(drawn);
      const again = randomStream(state);
      expect([again.uint32(), again.uint32(), again.uint32()]).toEqual([source.uint32(), source.uint32(), source.uint32()]);
    }),
  );
  const source = randomStream(1);
  source.fillNormal(new Float32Array(3));
  source.fillUniform(new Float32Array(4));
  expect(source.state().counter).toBe(7);
});

test('a far counter beyond 2^32 blocks is another block', () => {
  const at = (counter: number): number => randomStream({ key: [1, 2], counter }).uint32();
  expect(at(2 ** 33)).not.toBe(at(0));
  expect(at(2 ** 33 + 2)).not.toBe(at(2 ** 33));
});

test('a fork depends on key and name alone, moves nothing, and is unlike its parent and its siblings', () => {
  const source = randomStream(9);
  const plain = randomStream(9);
  source.uint32();
  plain.uint32();
  const fork = source.fork('a');
  expect(source.uint32()).toBe(plain.uint32());
  expect(randomStream(9).fork('a').state()).toEqual(fork.state());
  const n = 50_000;
  const [a, b, p] = [fork, source.fork('b'), plain].map((s) => s.fillNormal(new Float32Array(n))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (const [u, v] of [
    [a, b],
    [a, p],
    [b, p],
  ] as const) {
    const correlation = u.reduce((sum, value, i) => sum + value * v[i]!, 0) / n;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(n));
  }
});

test('seeds beyond 32 bits are told apart; seeds and states that are none are refused', () => {
  expect(randomStream(2 ** 32).uint32()).not.toBe(randomStream(0).uint32());
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => randomStream(seed)).toThrow('randomStream: `seed` is');
  expect(() => randomStream({ key: [1, 2 ** 32], counter: 0 })).toThrow('is not { key');
  expect(() => randomStream({ key: [1, 2], counter: -1 })).toThrow('is not { key');
});

test('filling an array takes the same words as drawing them one by one, from any place and over the end of a 32-bit counter', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(0, 1, 7, 2 ** 33 - 5, 2 ** 33 - 600, 2 ** 33 - 6000),
      fc.array(fc.constantFrom(0, 1, 2, 3, 31, 32, 33, 511, 512, 513, 1030, 2047, 2049, 4096), { minLength: 1, maxLength: 4 }),
      (counter, sizes) => {
        const filled = randomStream({ key: [3, 4], counter });
        const single = randomStream({ key: [3, 4], counter });
        for (const size of sizes) {
          const expected = Float32Array.from({ length: size }, () => (single.uint32() >>> 8) * 2 ** -24);
          expect(filled.fillUniform(new Float32Array(size))).toEqual(expected);
          const normals = Float32Array.from({ length: size }, () => normalQuantile((single.uint32() + 0.5) * 2 ** -32));
          expect(filled.fillNormal(new Float32Array(size))).toEqual(normals);
        }
        expect(filled.state()).toEqual(single.state());
        expect(filled.uint32()).toBe(single.uint32());
      },
    ),
    { numRuns: 40 },
  );
});

test('drawNoise draws by name, whatever the order of the entries, with the batch in front where it belongs', async () => {
  const one = { shape: [3], distribution: 'normal', per: 'example' } as const;
  const two = { shape: [2, 2], distribution: 'uniform', per: 'batch' } as const;
  const first = drawNoise({ b: two, a: one }, 5, randomStream(0));
  const second = drawNoise({ a: one, b: two }, 5, randomStream(0));
  expect([first['a']!.shape, first['b']!.shape]).toEqual([
    [5, 3],
    [2, 2],
  ]);
  expect(await first['a']!.data()).toEqual(await second['a']!.data());
  expect(await first['b']!.data()).toEqual(await second['b']!.data());
  expect(Math.min(...(await first['b']!.data()))).toBeGreaterThanOrEqual(0);
});

import { readFileSync } from 'node:fs';
import { adam, adamax, eager, type OptimizerConfig, optimizerFromJSON, rmsprop, sgd, trainable } from '@vaekit/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fusedOptimizer, type FusedOptimizer } from './fusedOptimizer.js';
import { bytesOf, everyClipping, everyOptimizer, fill } from './optimizerCases.test-helper.js';

interface Oracle {
  readonly decay: number;
  readonly start: number[];
  readonly gradients: number[][];
  readonly rates: number[];
  readonly cases: readonly {
    readonly config: { readonly kind: string };
    readonly weights: number[][];
    readonly average: number[];
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('../../oracles/optimizers.json', import.meta.url), 'utf8')) as Oracle;
const flat = (arrays: Readonly<Record<string, Float32Array>>): number[] => Object.values(arrays).flatMap((array) => [...array]);

/** The largest difference, over the largest value expected. */
const relative = (got: readonly number[], expected: readonly number[]): number =>
  Math.max(...got.map((value, i) => Math.abs(value - expected[i]!))) / Math.max(...expected.map(Math.abs));

/** Numbers of either sign, of magnitudes from 1e-7 to 1. */
function numbers(count: number, seed: number): number[] {
  const number = fc.tuple(fc.double({ min: 0.1, max: 1, noNaN: true }), fc.integer({ min: -6, max: 0 }), fc.constantFrom(-1, 1));
  return fc
    .sample(number, { numRuns: count, seed })
    .map(([mantissa, exponent, sign]) => Math.fround(sign * mantissa * 10 ** exponent));
}

/** Weights after every step of the eager engine, for a loss whose gradients are given. */
async function eagerWeights(
  config: OptimizerConfig,
  layout: readonly { readonly name: string; readonly shape: readonly number[] }[],
  start: readonly number[],
  steps: readonly { readonly gradients: readonly number[]; readonly learningRate: number }[],
): Promise<number[][]> {
  await tf.setBackend('cpu');
  let next = 0;
  const sizes = layout.map(({ shape }) => tf.util.sizeFromShape([...shape]));
  const variables = Object.fromEntries(
    layout.map(({ name, shape }, i) => {
      const values = start.slice(next, (next += sizes[i]!));
      return [name, tf.tidy(() => tf.variable(tf.tensor(values, [...shape], 'float32')))];
    }),
  );
  const model = trainable({
    variables,
    terms: ({ batch }) => {
      const parts = tf.split(batch.x as tf.Tensor2D, sizes, 1);
      return {
        linear: tf.reshape(
          tf.addN(parts.map((part, i) => tf.sum(tf.mul(part, tf.reshape(variables[layout[i]!.name]!, [1, -1]))))),
          [1],
        ),
      };
    },
  });
  const size = start.length;
  const step = await eager().prepare(model, config, { x: [1, size] }, 1);
  const trace: number[][] = [];
  for (const { gradients, learningRate } of steps) {
    const x = tf.tensor2d([...gradients], [1, size]);
    const rate = tf.scalar(learningRate);
    await step.run({ x }, {}, { learningRate: rate });
    tf.dispose([x, rate]);
    trace.push(layout.flatMap(({ name }) => [...variables[name]!.dataSync()]));
  }
  step.dispose();
  tf.dispose(Object.values(variables));
  return trace;
}

describe('fusedOptimizer', () => {
  for (const [index, { config, weights, average }] of oracle.cases.entries()) {
    it(`equals PyTorch in float64: case ${index}, ${config.kind}`, () => {
      const optimizer = fusedOptimizer(optimizerFromJSON({ ...config }), [{ name: 'w', shape: [7] }], {
        averageDecay: oracle.decay,
      });
      optimizer.weights['w']!.set(oracle.start);
      for (const [step, gradient] of oracle.gradients.entries()) {
        optimizer.gradients['w']!.set(gradient);
        expect(optimizer.step(oracle.rates[step]!)).toBe(true);
        expect(relative(flat(optimizer.weights), weights[step]!)).toBeLessThan(1e-6);
      }
      expect(relative(flat(optimizer.average!), average)).toBeLessThan(1e-6);
      expect(optimizer.steps).toBe(20);
    });
  }

  const layout = [
    { name: 'kernel', shape: [5, 7] },
    { name: 'bias', shape: [7] },
    { name: 'scale', shape: [] },
  ];
  for (const [name, config] of Object.entries(everyOptimizer)) {
    it(`${name}: equals the eager engine to 1e-6 over 20 steps, however it clips`, async () => {
      for (const clipping of everyClipping) {
        const start = numbers(43, 1);
        const steps = Array.from({ length: 20 }, (_, i) => ({
          gradients: numbers(43, 2 + i),
          learningRate: 0.003 * (1 + (i % 4)),
        }));
        const expected = await eagerWeights({ ...config, ...clipping }, layout, start, steps);
        const optimizer = fusedOptimizer({ ...config, ...clipping }, layout);
        fill(optimizer.weights, start);
        for (const [i, { gradients, learningRate }] of steps.entries()) {
          fill(optimizer.gradients, gradients);
          optimizer.step(learningRate);
          expect(relative(flat(optimizer.weights), expected[i]!)).toBeLessThan(1e-6);
        }
      }
    });
  }

  it('changes no byte, and counts no step, where a gradient is not finite', () => {
    for (const implementation of ['simd', 'loop'] as const) {
      for (const config of Object.values(everyOptimizer)) {
        const optimizer = fusedOptimizer({ ...config, clipValue: 1, clipNorm: 1 }, layout, { averageDecay: 0.9, implementation });
        fill(optimizer.weights, numbers(43, 1));
        fill(optimizer.gradients, numbers(43, 2));
        optimizer.step(0.01);
        for (const bad of [NaN, Infinity, -Infinity]) {
          // The first and the last of every variable: the last has padding behind it, the first padding before.
          for (const [name, at] of [
            ['kernel', 0],
            ['kernel', 34],
            ['bias', 0],
            ['bias', 6],
            ['scale', 0],
          ] as const) {
            const gradient = optimizer.gradients[name]!;
            const good = gradient[at]!;
            gradient[at] = bad;
            const before = Buffer.from(bytesOf(optimizer));
            expect(optimizer.finite()).toBe(false);
            expect(optimizer.step(0.01)).toBe(false);
            expect(Buffer.from(bytesOf(optimizer)).equals(before)).toBe(true);
            gradient[at] = good;
          }
        }
        expect(optimizer.steps).toBe(1);
        expect(optimizer.finite()).toBe(true);
        expect(optimizer.step(0.01)).toBe(true);
      }
    }
  });

  it('takes the largest numbers for what they are: finite', () => {
    const optimizer = fusedOptimizer(sgd({ clipNorm: 1 }), [{ name: 'w', shape: [2] }]);
    optimizer.gradients['w']!.set([3.4e38, -3.4e38]);
    expect(optimizer.step(1)).toBe(true);
    // The squares leave float32, the norm does not: the direction survives.
    expect(flat(optimizer.weights)).toEqual([expect.closeTo(-Math.SQRT1_2, 6), expect.closeTo(Math.SQRT1_2, 6)]);
  });

  it('leaves variables without a gradient alone, whatever their gradients hold', () => {
    for (const implementation of ['simd', 'loop'] as const) {
      const make = (): FusedOptimizer => {
        const optimizer = fusedOptimizer(adam({ clipNorm: 0.1 }), layout, { averageDecay: 0.5, implementation });
        fill(optimizer.weights, numbers(43, 1));
        fill(optimizer.gradients, numbers(43, 2));
        optimizer.step(0.1);
        return optimizer;
      };
      const optimizer = make();
      const [weights, m] = [[...optimizer.weights['bias']!], [...optimizer.slots['M']!['bias']!]];
      const average = [...optimizer.average!['bias']!];
      optimizer.gradients['bias']!.fill(NaN);
      expect(optimizer.step(0.1, ['kernel', 'scale'])).toBe(true);
      expect([...optimizer.weights['bias']!]).toEqual(weights);
      expect([...optimizer.slots['M']!['bias']!]).toEqual(m);
      // The average of weights that rest comes nearer to them.
      expect(
        relative(
          [...optimizer.average!['bias']!],
          average.map((a, i) => 0.5 * a + 0.5 * weights[i]!),
        ),
      ).toBeLessThan(1e-6);
      // The norm is that of the gradients there are: as if the absent one were 0.
      const other = make();
      other.gradients['bias']!.fill(0);
      other.step(0.1);
      expect([...optimizer.weights['kernel']!]).toEqual([...other.weights['kernel']!]);
      expect(optimizer.step(0.1, [])).toBe(true);
      expect(optimizer.steps).toBe(3);
    }
  });

  it('begins the average as the weights before the first step', () => {
    const optimizer = fusedOptimizer(sgd(), [{ name: 'w', shape: [1] }], { averageDecay: 0.75 });
    optimizer.weights['w']![0] = 8;
    optimizer.gradients['w']![0] = 4;
    optimizer.step(1);
    expect([...optimizer.weights['w']!, ...optimizer.average!['w']!]).toEqual([4, 7]);
  });

  it('goes on from a saved point as if it had not stopped', () => {
    const make = (): FusedOptimizer => fusedOptimizer(everyOptimizer['adamw']!, layout, { averageDecay: 0.9 });
    const [whole, resumed] = [make(), make()];
    fill(whole.weights, numbers(43, 1));
    const run = (optimizer: FusedOptimizer, from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        fill(optimizer.gradients, numbers(43, 2 + i));
        optimizer.step(0.01);
      }
    };
    run(whole, 0, 3);
    const copy = (to: Readonly<Record<string, Float32Array>>, from: Readonly<Record<string, Float32Array>>): void => {
      for (const [name, array] of Object.entries(from)) to[name]!.set(array);
    };
    copy(resumed.weights, whole.weights);
    for (const slot of ['M', 'V']) copy(resumed.slots[slot]!, whole.slots[slot]!);
    copy(resumed.average!, whole.average!);
    resumed.steps = whole.steps;
    run(whole, 3, 6);
    run(resumed, 3, 6);
    const everything = ({ weights, slots, average }: FusedOptimizer): number[] =>
      [weights, ...Object.values(slots), average!].flatMap(flat);
    expect(everything(resumed)).toEqual(everything(whole));
  });

  it('keeps slots that only decay, and squares of tiny gradients, out of the subnormal numbers', () => {
    const smallest = 2 ** -126;
    for (const last of [0, 1e-21, 1e-30]) {
      for (const config of [adam(), adam({ beta2: 0.9 }), rmsprop({ momentum: 0.9 }), sgd({ momentum: 0.9 }), adamax()]) {
        const optimizer = fusedOptimizer(config, [{ name: 'w', shape: [3] }]);
        optimizer.gradients['w']!.fill(1e-3);
        optimizer.step(0.01);
        optimizer.gradients['w']!.fill(last);
        for (let i = 0; i < 1500; i++) optimizer.step(0.01);
        const values = Object.values(optimizer.slots).flatMap(flat);
        for (const value of values) expect(value === 0 || Math.abs(value) >= smallest).toBe(true);
      }
    }
  });

  it('says what is wrong', () => {
    const one = [{ name: 'w', shape: [2] }];
    const optimizer = fusedOptimizer(adam(), one);
    const before = Buffer.from(bytesOf(optimizer));
    for (const rate of [NaN, Infinity, 1e39])
      expect(() => optimizer.step(rate)).toThrow(`fusedOptimizer: the learning rate is ${rate} at step 1`);
    expect(() => optimizer.step(0.1, ['v'])).toThrow('`v` is not in the layout');
    expect(() => (optimizer.steps = -1)).toThrow('`steps` is -1');
    expect(Buffer.from(bytesOf(optimizer)).equals(before)).toBe(true);
    expect(() => fusedOptimizer(adam(), [])).toThrow('fusedOptimizer: the layout is empty');
    expect(() => fusedOptimizer(adam(), [...one, ...one])).toThrow('has `w` twice');
    expect(() => fusedOptimizer(adam(), one, { averageDecay: 1 })).toThrow('`averageDecay` is 1');
    expect(() => fusedOptimizer({ ...adam(), kind: 'lion' } as unknown as OptimizerConfig, one)).toThrow('unknown optimizer');
  });
});

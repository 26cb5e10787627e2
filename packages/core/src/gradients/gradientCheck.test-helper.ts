import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sizeFromShape } from '@vaekit-internal/base';
import { selectBackend } from '../selectBackend.js';
import { withGradientMends } from './withGradientMends.js';

type Values = readonly number[];

/** An operation whose gradients are held against finite differences. */
export interface GradientCase {
  readonly name: string;
  readonly op: (...xs: tf.Tensor[]) => tf.Tensor;
  /** Shapes of the operands. */
  readonly shapes: readonly (readonly number[])[];
  /** What an operand is filled with; default: waves in [-1, 1]. */
  readonly fill?: (size: number, operand: number) => Values;
  /** The step of the differences; default 0.05. Where an operation has kinks no step may reach one. */
  readonly step?: number;
  /** What tfjs alone makes of it on its CPU backend, first order and second. Default `'right'`. */
  readonly stock?: readonly [first: Stock, second: Stock];
  /** Only on the CPU backend: the WASM backend lacks a kernel. */
  readonly cpuOnly?: boolean;
}

type Stock = 'right' | 'throws' | 'wrong';

/** Values between -1 and 1 without a pattern that an error could hide in. */
export const waves = (size: number, seed: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.sin(1.7 * seed + 2.3 * (i + 1) + 0.013 * i * i));

/** All different, a quarter apart, in mixed order: no step of less than an eighth changes which is the largest. */
export const apart = (size: number): number[] => Array.from({ length: size }, (_, i) => (((i * 7919) % size) - size / 2) / 4);

/** The slope at 0 of a function of one number, to the fourth order of the step, exact for polynomials up to degree 4. */
function slope<T extends Values | number>(f: (t: number) => T, step: number): number[] {
  const at = (t: number): Values => [f(t)].flat() as Values;
  const [far, near, beyond, over] = [at(-2 * step), at(-step), at(step), at(2 * step)];
  return far.map((value, i) => (value - 8 * near[i]! + 8 * beyond[i]! - over[i]!) / (12 * step));
}

/** max |a − b| over max |b|, at least 1. */
function difference(a: Values, b: Values): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]!))) / Math.max(1, ...b.map(Math.abs));
}

/** `L = ½ Σ c y²` of an operation's output, its gradient, and the product of its Hessian with a vector; operands as one list of numbers. */
function loss({ op, shapes }: GradientCase) {
  const tensors = (point: Values): tf.Tensor[] => {
    let start = 0;
    return shapes.map((shape) => tf.tensor(point.slice(start, (start += sizeFromShape(shape))), [...shape], 'float32'));
  };
  const flat = (xs: readonly tf.Tensor[]): number[] => xs.flatMap((x) => [...x.dataSync()]);
  const within = (run: () => number[]): number[] => tf.tidy(run);
  const weights = (y: tf.Tensor): tf.Tensor => tf.tensor(waves(y.size, 9), y.shape);
  const value = (...xs: tf.Tensor[]): tf.Tensor => {
    const y = op(...xs);
    return tf.sum(tf.mul(tf.mul(0.5, weights(y)), tf.square(y)));
  };
  return {
    value(point: Values): number {
      const y = within(() => flat([op(...tensors(point))]));
      const c = waves(y.length, 9);
      return y.reduce((sum, one, i) => sum + 0.5 * c[i]! * one * one, 0);
    },
    gradient: (point: Values): Values => within(() => flat(tf.grads(value)(tensors(point)))),
    hessianProduct: (point: Values, direction: Values): Values =>
      within(() => {
        const along = tensors(direction);
        const directional = (...xs: tf.Tensor[]): tf.Tensor =>
          tf.addN(
            tf
              .grads(value)(xs)
              .map((gradient, i) => tf.sum(tf.mul(gradient, along[i]!))),
          );
        return flat(tf.grads(directional)(tensors(point)));
      }),
  };
}

/** Runs a stock gradient, and takes away what tfjs leaves behind when it throws. */
function judge(run: () => Values, truth: Values): Stock {
  try {
    return difference(run(), truth) < 1e-3 ? 'right' : 'wrong';
  } catch {
    return 'throws';
  }
}

/** For every case and on both backends: gradient and Hessian-vector product agree with finite differences, and nothing is left behind. */
export function checkGradients(title: string, cases: readonly GradientCase[]): void {
  const backends = (['cpu', 'wasm'] as const).filter(
    (backend) => backend === 'cpu' || cases.some(({ cpuOnly }) => cpuOnly !== true),
  );
  describe.each(backends)(`${title} on %s`, (backend) => {
    beforeAll(async () => {
      if (backend === 'wasm') expect(await selectBackend({ order: ['wasm'] })).toBe('wasm');
      else await tf.setBackend('cpu');
    });
    afterAll(async () => {
      await tf.setBackend('cpu');
    });

    test.each(cases.filter(({ cpuOnly }) => backend === 'cpu' || cpuOnly !== true))('$name', (one) => {
      const { shapes, fill = waves, step = 0.05, stock = ['right', 'right'] } = one;
      const point = shapes.flatMap((shape, i) => [...fill(sizeFromShape(shape), i)]);
      const direction = waves(point.length, 4);
      const { value, gradient, hessianProduct } = loss(one);
      const before = tf.memory();

      const firsts = withGradientMends(() => gradient(point));
      const slopes = point.flatMap((_, i) => slope((t) => value(point.map((x, k) => (k === i ? x + t : x))), step));
      expect(difference(firsts, slopes), 'first order').toBeLessThan(2e-4);

      const products = withGradientMends(() => hessianProduct(point, direction));
      const along = (t: number): Values => withGradientMends(() => gradient(point.map((x, i) => x + t * direction[i]!)));
      const curvatures = slope(along, step);
      expect(difference(products, curvatures), 'second order').toBeLessThan(5e-4);
      expect(tf.memory()).toEqual(before);

      if (backend === 'cpu') {
        expect([judge(() => gradient(point), slopes), judge(() => hessianProduct(point, direction), curvatures)], 'tfjs').toEqual(
          stock,
        );
      }
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { Value } from '../graph/graph.js';
import { graphBuilder } from '../graph/graphBuilder.js';
import { loweringContext } from './loweringContext.js';

const context = (): ReturnType<typeof loweringContext> => loweringContext(graphBuilder(), new Set());

describe('the shapes that operators see', () => {
  it('broadcasting has no last extent of 1, and a chain of it one change of shape each way', () => {
    const c = context();
    const x = c.value([8, 6, 6, 1], 'float32');
    const y = c.each('Add', [x, c.scalar(1)]);
    const z = c.each('Mul', [y, c.value([8, 1, 1, 1], 'float32')]);
    const less = c.each('Less', [c.scalar(0), z], 'bool');
    expect([y.shape, z.shape, less.shape]).toEqual([x.shape, x.shape, x.shape]);
    const of = (op: string) => c.nodes.find((node) => node.op === op)!;
    expect(of('Add').inputs.map((value) => value!.shape)).toEqual([[8, 6, 6], []]);
    expect(of('Mul').inputs.map((value) => value!.shape)).toEqual([
      [8, 6, 6],
      [8, 1, 1],
    ]);
    expect(of('Mul').inputs[0]).toBe(of('Add').outputs[0]);
    expect(of('Less').outputs[0]!.dtype).toBe('bool');
  });

  it('equal shapes, and shapes of extents 1 only, stay as they are', () => {
    const c = context();
    c.each('Add', [c.value([3, 2, 1], 'float32'), c.value([3, 2, 1], 'float32')]);
    c.each('Add', [c.value([1, 1], 'float32'), c.scalar(1)]);
    expect(c.nodes.map(({ op }) => op)).toEqual(['Add', 'Add']);
  });

  it('a sum over images is a product with ones for each image, then one for the batch', () => {
    const c = context();
    const x = c.value([8, 20, 20, 3], 'float32');
    const sum = c.reduce('ReduceSum', x, [2, 0, 1], true);
    expect(sum.shape).toEqual([1, 1, 1, 3]);
    const products = () => c.nodes.filter(({ op }) => op === 'MatMul').map(({ inputs }) => inputs.map((value) => value!.shape));
    expect(products()).toEqual([
      [[400], [8, 400, 3]],
      [[8], [8, 3]],
    ]);
    c.reduce('ReduceSum', c.value([8, 2, 3], 'float32'), [0, 1], false);
    expect(products()[2]).toEqual([[16], [16, 3]]);
    expect(c.nodes.some(({ op }) => op === 'ReduceSum')).toBe(false);
  });

  it('sums of whole numbers, over the last axes, of nothing, and for accelerators stay sums', () => {
    const sums = (x: (c: ReturnType<typeof context>) => Value, axes: readonly number[], accelerated = false): number => {
      const c = loweringContext(graphBuilder(), new Set(), accelerated ? { convolutions: 'operators' } : {});
      c.reduce('ReduceSum', x(c), axes, false);
      return c.nodes.filter(({ op }) => op === 'ReduceSum').length;
    };
    expect(sums((c) => c.value([5, 3], 'int32'), [0])).toBe(1);
    expect(sums((c) => c.value([5, 3], 'float32'), [1])).toBe(1);
    expect(sums((c) => c.value([5, 3], 'float32'), [0, 1])).toBe(1);
    expect(sums((c) => c.value([0, 3], 'float32'), [0])).toBe(1);
    expect(sums((c) => c.value([5, 3], 'float32'), [0], true)).toBe(1);
    expect(sums((c) => c.value([5, 3], 'float32'), [0])).toBe(0);
  });
});

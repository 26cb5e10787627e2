import { describe, expect, it } from 'vitest';
import { matMulPlan } from './matMulPlan.js';
import type { ProductShape } from './matrixProduct.js';

const shape = (rows: number, depth: number, columns: number, rest: Partial<ProductShape> = {}): ProductShape => ({
  rows,
  depth,
  columns,
  batch: [],
  batchA: [],
  batchB: [],
  transposeA: false,
  transposeB: false,
  ...rest,
});
const one = { threads: 1, packedAvailable: true, plain: true };

describe('matMulPlan', () => {
  it('packs what training multiplies and leaves few rows and small matrices to the stock kernel', () => {
    expect(matMulPlan(shape(128, 784, 400), one)).toBe('packed');
    expect(matMulPlan(shape(784, 128, 400, { transposeA: true }), one)).toBe('packed');
    expect(matMulPlan(shape(1, 784, 400, { transposeB: true }), one)).toBe('packed');
    expect(matMulPlan(shape(1, 784, 400), one)).toBe('stock');
    expect(matMulPlan(shape(4, 4, 4, { transposeA: true }), one)).toBe('stock');
  });

  it('never gives bias or activation to the loop of the stock kernel', () => {
    const fused = { ...one, plain: false };
    expect(matMulPlan(shape(4, 4, 4, { transposeA: true }), fused)).toBe('packed');
    expect(matMulPlan(shape(4, 4, 4, { batch: [2], batchA: [2], batchB: [2] }), fused)).toBe('packed');
    expect(matMulPlan(shape(4, 4, 4, { transposeA: true }), { ...fused, packedAvailable: false })).toBe('transpose');
  });

  it('never gives a two-sided broadcast to the stock kernel', () => {
    const tiny = { batch: [2, 3], batchA: [2, 1], batchB: [3] };
    expect(matMulPlan(shape(2, 2, 2, tiny), one)).toBe('packed');
    expect(matMulPlan(shape(2, 2, 2, { ...tiny, batchA: [2, 3], batchB: [] }), one)).toBe('stock');
  });

  it('transposes for the stock kernel where that has threads, or where memory cannot be shared', () => {
    const large = shape(512, 784, 400, { transposeB: true });
    expect(matMulPlan(large, { ...one, threads: 4 })).toBe('transpose');
    expect(matMulPlan({ ...large, transposeB: false }, { ...one, threads: 4 })).toBe('stock');
    expect(matMulPlan(large, { ...one, packedAvailable: false })).toBe('transpose');
    expect(matMulPlan({ ...large, batch: [3], batchA: [3] }, { ...one, packedAvailable: false })).toBe('stock');
  });
});

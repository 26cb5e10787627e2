import { beforeAll, describe, expect, it } from 'vitest';
import { gemmModule, type GemmExports } from './gemmModule.js';
import { turnOnRelaxedSimd } from './relaxedSimd.test-helper.js';

const A = 0;
const B = 4096;
const C = 8192;
const SCRATCH = 16_384;

beforeAll(turnOnRelaxedSimd);

describe('gemmModule', () => {
  it.each([
    { shared: false, fused: false },
    { shared: true, fused: false },
    { shared: false, fused: true },
    { shared: true, fused: true },
  ])('multiplies with %o', ({ shared, fused }) => {
    const memory = new WebAssembly.Memory(shared ? { initial: 1, maximum: 65_536, shared } : { initial: 1 });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(gemmModule({ shared, fused })), { env: { memory } });
    const { pack, multiply } = instance.exports as unknown as GemmExports;
    const floats = new Float32Array(memory.buffer);
    const [rows, depth, columns] = [5, 3, 9];
    // Small whole numbers: every sum is exact. A is stored [rows, depth], B [columns, depth].
    const a = Array.from({ length: rows * depth }, (_, i) => (i % 7) - 3);
    const b = Array.from({ length: columns * depth }, (_, i) => (i % 5) - 1);
    floats.set(a, A / 4);
    floats.set(b, B / 4);
    floats.fill(100, C / 4, C / 4 + rows * columns + 1);
    pack(A, SCRATCH, 4 * depth, 4, rows, depth, 4);
    multiply(SCRATCH, B, 4 * depth, 4, C, 4 * columns, rows, columns, depth, 1, SCRATCH + 1024, SCRATCH + 2048);
    const expected = Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return Array.from({ length: depth }, (__, d) => (a[row * depth + d] ?? 0) * (b[column * depth + d] ?? 0)).reduce(
        (x, y) => x + y,
        100,
      );
    });
    expect([...floats.slice(C / 4, C / 4 + rows * columns)]).toEqual(expected);
    expect(floats[C / 4 + rows * columns]).toBe(100);
  });

  it('stays below the 4 kB that older browsers compile at once', () => {
    expect(gemmModule({ shared: true, fused: false }).length).toBeLessThan(4096);
    expect(gemmModule({ shared: true, fused: true }).length).toBeLessThan(4096);
  });
});

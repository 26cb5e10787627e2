import type { Gemm } from './gemm.js';
import { type BackendWasm, heapOf } from './wasmBackend.js';

const FLOAT = 4;

/** Matrix products in plain loops, for engines in which a second module cannot work on the heap. */
export function plainGemm(backend: BackendWasm): Gemm {
  return (products) => {
    for (const { a, b, c, rows, depth, columns, transposeA, transposeB, accumulate } of products) {
      const floats = new Float32Array(heapOf(backend));
      const [rowOfA, stepOfA] = transposeA ? [1, rows] : [depth, 1];
      const [columnOfB, stepOfB] = transposeB ? [depth, 1] : [1, columns];
      for (let row = 0; row < rows; row++) {
        const sums = new Float64Array(columns);
        for (let d = 0; d < depth; d++) {
          const left = floats[a / FLOAT + row * rowOfA + d * stepOfA] ?? 0;
          const from = b / FLOAT + d * stepOfB;
          for (let column = 0; column < columns; column++) {
            sums[column] = (sums[column] ?? 0) + left * (floats[from + column * columnOfB] ?? 0);
          }
        }
        const to = c / FLOAT + row * columns;
        for (let column = 0; column < columns; column++) {
          floats[to + column] = (accumulate ? (floats[to + column] ?? 0) : 0) + (sums[column] ?? 0);
        }
      }
    }
  };
}

import { gemmModule, type GemmExports, TILE_COLUMNS, TILE_ROWS } from './gemmModule.js';
import { heapModule } from './heapModule.js';
import { type BackendWasm, withScratch } from './wasmBackend.js';

const FLOAT = 4;
/** A panel of B (`DEPTH_BLOCK` × 8 floats, 8 kB) stays in the first-level cache, a block of packed A (128 kB) in the second. */
const DEPTH_BLOCK = 256;
const ROW_BLOCK = 128;
const CACHE_LINE = 64;

/** One product on the heap: `c [rows, columns] ← op(a) · op(b)`, or added to what `c` holds; addresses in bytes. */
export interface Product {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** `a` is stored `[depth, rows]`. */
  readonly transposeA: boolean;
  /** `b` is stored `[columns, depth]`. */
  readonly transposeB: boolean;
  readonly accumulate: boolean;
}

/** Runs products one after the other on the heap of one backend. */
export type Gemm = (products: Iterable<Product>, largest: Pick<Product, 'rows' | 'depth'>) => void;

/** `null` where there is no SIMD or the backend's memory is out of reach. */
const functionsOf = heapModule<GemmExports>(({ shared }) => {
  const fused = gemmModule({ shared, fused: true });
  return WebAssembly.validate(fused) ? fused : gemmModule({ shared, fused: false });
});
const instances = new WeakMap<BackendWasm, Gemm | null>();

function instantiate(backend: BackendWasm): Gemm | null {
  const functions = functionsOf(backend);
  if (functions === null) {
    return null;
  }
  const tileBytes = TILE_ROWS * TILE_COLUMNS * FLOAT;
  return (products, largest) => {
    const depth = Math.min(DEPTH_BLOCK, largest.depth);
    const panelBytes = depth * TILE_COLUMNS * FLOAT;
    const packedBytes = Math.ceil(Math.min(ROW_BLOCK, largest.rows) / TILE_ROWS) * TILE_ROWS * depth * FLOAT;
    withScratch(backend, CACHE_LINE + tileBytes + panelBytes + packedBytes, (scratch) => {
      const tile = Math.ceil(scratch / CACHE_LINE) * CACHE_LINE;
      const panel = tile + tileBytes;
      const packed = panel + panelBytes;
      for (const product of products) {
        multiplyBlocked(functions, product, { tile, panel, packed });
      }
    });
  };
}

function multiplyBlocked(
  functions: GemmExports,
  { a, b, c, rows, depth, columns, transposeA, transposeB, accumulate }: Product,
  { tile, panel, packed }: { readonly tile: number; readonly panel: number; readonly packed: number },
): void {
  const [rowStrideA, depthStrideA] = transposeA ? [FLOAT, FLOAT * rows] : [FLOAT * depth, FLOAT];
  const [columnStrideB, depthStrideB] = transposeB ? [FLOAT * depth, FLOAT] : [FLOAT, FLOAT * columns];
  const strideC = FLOAT * columns;
  const depthBlocks = Math.ceil(depth / DEPTH_BLOCK);
  const depthBlock = Math.ceil(depth / depthBlocks);
  const rowBlocks = Math.ceil(rows / ROW_BLOCK);
  const rowBlock = Math.ceil(rows / rowBlocks / TILE_ROWS) * TILE_ROWS;
  for (let d = 0; d < depth; d += depthBlock) {
    const depthHere = Math.min(depthBlock, depth - d);
    for (let row = 0; row < rows; row += rowBlock) {
      const rowsHere = Math.min(rowBlock, rows - row);
      functions.pack(a + row * rowStrideA + d * depthStrideA, packed, rowStrideA, depthStrideA, rowsHere, depthHere, TILE_ROWS);
      functions.multiply(
        packed,
        b + d * depthStrideB,
        columnStrideB,
        depthStrideB,
        c + row * strideC,
        strideC,
        rowsHere,
        columns,
        depthHere,
        accumulate || d > 0 ? 1 : 0,
        panel,
        tile,
      );
    }
  }
}

/** The matrix product on the heap of `backend`; `null` where SIMD or the backend's memory is out of reach. */
export function gemmOf(backend: BackendWasm): Gemm | null {
  let gemm = instances.get(backend);
  if (gemm === undefined) {
    gemm = instantiate(backend);
    instances.set(backend, gemm);
  }
  return gemm;
}

import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm';
import { useWasm as useWasmAnywhere, type WasmOptions } from '../useWasm.js';

/** esbuild names a file by its place beside the bundle. A bundle that is no module knows no place; the page's own then counts. */
function addressOf(file: string): string {
  const here: string | undefined = import.meta.url;
  return here === undefined ? file : new URL(file, here).href;
}

/**
 * `useWasm` for bundles by esbuild, which takes the binaries along if it is called with `--loader:.wasm=file` (or `dataurl`).
 *
 * Throws what `useWasm` of the main entry throws.
 */
export async function useWasm(options: WasmOptions = {}): Promise<void> {
  const binaries = {
    'tfjs-backend-wasm.wasm': addressOf(plain),
    'tfjs-backend-wasm-simd.wasm': addressOf(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': addressOf(threaded),
  };
  await useWasmAnywhere({ ...options, wasmPaths: options.wasmPaths ?? binaries });
}

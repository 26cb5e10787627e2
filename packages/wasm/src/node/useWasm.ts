import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { useWasm as useWasmAnywhere, type WasmOptions } from '../useWasm.js';

/** The folder of the binaries in the installed tfjs package. */
function installedBinaries(): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep;
  } catch (cause) {
    throw new Error(
      'useWasm: @tensorflow/tfjs-backend-wasm is not installed where @vaekit/wasm could find it; pass the folder of its `.wasm` files as `wasmPaths`',
      { cause },
    );
  }
}

/**
 * `useWasm` for Node: the binaries are those of the installed `@tensorflow/tfjs-backend-wasm` unless `wasmPaths` names others.
 *
 * The process ends by itself once its work is done. Throws what `useWasm` of the main entry throws.
 */
export async function useWasm(options: WasmOptions = {}): Promise<void> {
  await useWasmAnywhere({ ...options, wasmPaths: options.wasmPaths ?? installedBinaries() });
}

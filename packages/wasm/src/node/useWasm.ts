import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { BINARIES, useWasm as useWasmAnywhere, type WasmOptions } from '../useWasm.js';

/** The folder of the binaries in the installed tfjs package. */
function installedBinaries(): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return join(dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep;
  } catch (cause) {
    throw new Error(
      'useWasm: @tensorflow/tfjs-backend-wasm is not installed where @vaekit/wasm could find it; ' +
        'pass the folder of its `.wasm` files as `wasmPaths`',
      { cause },
    );
  }
}

/** Reports a missing file before tfjs tries to load it: a failed start cannot be repeated in the same process. */
function checkFiles(paths: string | Record<string, string>): void {
  const files = typeof paths === 'string' ? BINARIES.map((name) => join(paths, name)) : Object.values(paths);
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) {
    throw new Error(
      `useWasm: there is no ${missing.join(', no ')}; \`wasmPaths\` must be the folder of the binaries, which are in ` +
        'node_modules/@tensorflow/tfjs-backend-wasm/dist, or be left out',
    );
  }
}

/**
 * The loader of the binaries installs its own handlers for uncaught errors; without them a program fails as it did
 * before it used the backend.
 */
async function keepingErrorHandlers(start: () => Promise<void>): Promise<void> {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.rawListeners(event));
  try {
    await start();
  } finally {
    events.forEach((event, i) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]?.includes(listener)) {
          process.off(event, listener as () => void);
        }
      }
    });
  }
}

/**
 * `useWasm` for Node: the binaries are those of the installed `@tensorflow/tfjs-backend-wasm` unless `wasmPaths` names others.
 *
 * The process ends by itself once its work is done. Throws what `useWasm` of the main entry throws, and if a binary is missing.
 */
export async function useWasm(options: WasmOptions = {}): Promise<void> {
  const wasmPaths = options.wasmPaths ?? installedBinaries();
  if (!('wasm' in tf.engine().registry)) {
    checkFiles(wasmPaths);
  }
  await keepingErrorHandlers(() => useWasmAnywhere({ ...options, wasmPaths }));
}

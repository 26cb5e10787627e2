import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { messageOf } from '@vaekit-internal/base';
import { registerTrainingKernels } from './registerTrainingKernels.js';

/** How the WASM backend is started. */
export interface WasmOptions {
  /**
   * The folder that holds the three `tfjs-backend-wasm*.wasm` files, or the address of each by its name. Default: the folder of the
   * script (browser), the installed `@tensorflow/tfjs-backend-wasm` (Node, from `@vaekit/wasm/node`).
   */
  wasmPaths?: string | Record<string, string>;
  /** At most so many threads, where the page is cross-origin isolated; elsewhere, and in Node, there is one. Default: one a core. */
  threads?: number;
}

/** The binaries of the backend; which one is loaded depends on the engine. */
export const BINARIES: readonly string[] = [
  'tfjs-backend-wasm.wasm',
  'tfjs-backend-wasm-simd.wasm',
  'tfjs-backend-wasm-threaded-simd.wasm',
];

/** The number that the backend was started with, which it may not have got. */
let chosenThreads: number | undefined;

function setPaths(paths: string | Record<string, string>): void {
  try {
    setWasmPaths(paths);
  } catch (cause) {
    const reason = messageOf(cause);
    throw new Error(
      `useWasm: tfjs does not take \`wasmPaths\` (${reason}). A map needs all of ${BINARIES.join(', ')}; ` +
        'and after a failed start tfjs takes no other paths until the page or process is started again',
      { cause },
    );
  }
}

/**
 * Makes `'wasm'` the backend of tfjs: names the binaries, sets the threads, starts it and registers the training kernels.
 *
 * A backend that runs already is kept, and `wasmPaths` then has no effect. Throws if `threads` is not a positive whole number or
 * differs from that of a backend that runs, and if the binaries cannot be loaded (the former backend then stays).
 */
export async function useWasm({ wasmPaths, threads }: WasmOptions = {}): Promise<void> {
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new Error(`useWasm: \`threads\` must be a positive whole number, not ${threads}`);
  }
  registerTrainingKernels();
  const running = 'wasm' in tf.engine().registry;
  if (running && threads !== undefined && threads !== chosenThreads && threads !== getThreadsCount()) {
    throw new Error(
      `useWasm: \`threads\` is ${threads} but the backend runs on ${getThreadsCount()} already; ` +
        'the number can only be chosen before the backend starts',
    );
  }
  if (!running) {
    if (threads !== undefined) {
      setThreadsCount(threads);
      chosenThreads = threads;
    }
    if (wasmPaths !== undefined) {
      setPaths(typeof wasmPaths === 'string' && !/[\\/]$/.test(wasmPaths) ? `${wasmPaths}/` : wasmPaths);
    }
  }
  const former = tf.getBackend();
  const started = await tf.setBackend('wasm');
  if (!started) {
    if (former && former !== 'wasm') {
      await tf.setBackend(former);
    }
    const where = wasmPaths === undefined ? 'beside the script' : `at ${JSON.stringify(wasmPaths)}`;
    throw new Error(
      `useWasm: the WASM backend could not start; its binaries were looked for ${where}. Serve the files ` +
        'node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm and pass their folder as `wasmPaths`, before anything else starts the backend',
    );
  }
}

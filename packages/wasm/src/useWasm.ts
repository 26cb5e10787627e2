import * as tf from '@tensorflow/tfjs';
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { messageOf } from '@vaekit-internal/base';
import { bundledBinaries } from './bundledBinaries.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

/** How the WASM backend is started. */
export interface WasmOptions {
  /**
   * The folder that holds the three `tfjs-backend-wasm*.wasm` files, or the address of each by its name. Default: where Vite or webpack
   * put them, else the folder of the script (browser); the installed `@tensorflow/tfjs-backend-wasm` (Node, from `@vaekit/wasm/node`).
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

/** What a file that should be a binary is instead; `undefined` for a binary. */
async function fault(address: string): Promise<string | undefined> {
  try {
    const response = await fetch(address);
    if (!response.ok) return `${response.status} ${response.statusText}`.trim();
    const [a, b, c, d] = new Uint8Array(await response.arrayBuffer());
    // The magic number of a module: a zero, then `asm`. A server that knows no such file often sends its page instead.
    return a === 0 && b === 0x61 && c === 0x73 && d === 0x6d
      ? undefined
      : `not a WebAssembly file (${response.headers.get('content-type') ?? 'of no type'})`;
  } catch (error) {
    return messageOf(error);
  }
}

/** Why a start failed, which tfjs does not say: the binaries are asked for once more. */
async function whyNot(paths: string | Record<string, string> | undefined): Promise<string> {
  if (typeof WebAssembly === 'undefined') return 'this engine has no WebAssembly';
  const advice =
    'Serve the files node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm and pass their folder as `wasmPaths`, ' +
    'before anything else starts the backend; a bundle by esbuild takes them along with @vaekit/wasm/esbuild and --loader:.wasm=file';
  if (paths === undefined) return `its binaries were looked for beside the script. ${advice}`;
  const addresses = BINARIES.map((name) => (typeof paths === 'string' ? paths + name : (paths[name] ?? name)));
  const faults = await Promise.all(addresses.map(async (address) => [address, await fault(address)] as const));
  const found = faults.flatMap(([address, reason]) => (reason === undefined ? [] : [`${address}: ${reason}`]));
  return found.length === 0
    ? `its binaries are where they should be (${addresses.join(', ')}), but the engine did not take them; the console says why`
    : `its binaries cannot be read (${found.join('; ')}). ${advice}`;
}

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
export async function useWasm({ wasmPaths = bundledBinaries(), threads }: WasmOptions = {}): Promise<void> {
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
    throw new Error(`useWasm: the WASM backend could not start; ${await whyNot(wasmPaths)}`);
  }
}

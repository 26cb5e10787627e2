import type { Runtime } from './run/runtime.js';

/** Options of {@link compiled}. */
export interface CompiledOptions {
  /**
   * Threads of ONNX Runtime. `'auto'` (default): the fastest of one and all cores in a short probe. Sums depend in their last bits on the
   * number of threads: give it where a run must be repeated to the bit on another machine.
   */
  readonly threads?: number | 'auto';
  /** Execution providers of ONNX Runtime, best first (`'cuda'`, `'webgpu'`, `'coreml'`, `'dml'`, `'cpu'`). Default: the CPU. */
  readonly executionProviders?: readonly string[];
  /** The runtime to use. Default: `onnxruntime-node` or `onnxruntime-web`, as installed. */
  readonly runtime?: Runtime;
}

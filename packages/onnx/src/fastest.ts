import { eager, type Engine } from '@vaekit/core';
import { compiled } from './compiled.js';
import type { CompiledOptions } from './compiledOptions.js';
import { loadRuntime, RuntimeMissingError } from './run/runtime.js';

/** Options of {@link fastest}: those of the compiled engine; the eager one has no threads to choose. */
export type FastestOptions = Pick<CompiledOptions, 'threads'>;

/**
 * The engine that trains fastest here: `compiled()` where ONNX Runtime can be loaded (`onnxruntime-node` in Node, `onnxruntime-web` in a page
 * whose import map names it), else `eager()`. Its `name` says which. A page that is bundled has to be given the runtime and calls
 * `compiled({ runtime })` itself.
 */
export async function fastest({ threads = 'auto' }: FastestOptions = {}): Promise<Engine> {
  try {
    await loadRuntime();
  } catch (error) {
    if (error instanceof RuntimeMissingError) return eager();
    throw error;
  }
  return compiled({ threads });
}

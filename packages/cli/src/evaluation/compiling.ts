import type { Compile } from '@vaekit/metrics';
import { compileFunction, loadRuntime, RuntimeMissingError, TraceError } from '@vaekit/onnx';
import { availableParallelism } from 'node:os';

/** Does something with `compileFunction` where ONNX Runtime is installed and the model is one static graph, operation by operation otherwise. */
export async function compiling<T>(work: (compile: Compile | undefined) => Promise<T>): Promise<T> {
  try {
    const runtime = await loadRuntime();
    return await work((fn, spec) => compileFunction(fn, spec, { runtime, threads: availableParallelism() }));
  } catch (error) {
    if (error instanceof RuntimeMissingError || error instanceof TraceError) return work(undefined);
    throw error;
  }
}

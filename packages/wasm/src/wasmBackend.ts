import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

export type { BackendWasm };

/** What a kernel of the WASM backend is called with, with tfjs's loose types made definite. */
export interface KernelCall {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs: tf.NamedAttrMap;
  readonly backend: BackendWasm;
}

/** A kernel of the WASM backend that gives one tensor. */
export type Kernel = (call: KernelCall) => tf.TensorInfo;

/** The bytes of the heap at which the values of `info` begin. */
export function addressOf(backend: BackendWasm, info: tf.TensorInfo): number {
  return backend.getMemoryOffset(info.dataId);
}

/** Gives back the memory of an intermediate that no caller has seen. */
export function release(backend: BackendWasm, info: tf.TensorInfo): void {
  backend.disposeData(info.dataId);
}

/** Calls another kernel of the same backend. The caller releases what it gets. */
export function runKernel(
  backend: BackendWasm,
  name: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap = {},
): tf.TensorInfo {
  return (tf.getKernel(name, 'wasm').kernelFunc as unknown as Kernel)({ backend, inputs, attrs });
}

/** Emscripten's side of the backend, of which tfjs types only a part. */
interface EmscriptenModule {
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly HEAPU8: Uint8Array;
  readonly asm?: { readonly memory?: unknown };
  readonly wasmMemory?: unknown;
}

const emscripten = (backend: BackendWasm): EmscriptenModule => backend.wasm as unknown as EmscriptenModule;

/** Lends `bytes` of the backend's heap to `use`, and takes them back. Throws if the heap is full. */
export function withScratch(backend: BackendWasm, bytes: number, use: (address: number) => void): void {
  const module = emscripten(backend);
  // Above 2 GB emscripten gives addresses as negative numbers.
  const address = module._malloc(bytes) >>> 0;
  if (address === 0) {
    throw new Error(
      `@vaekit/wasm: the WASM heap has no room for ${bytes} bytes of scratch memory; dispose of tensors that are no longer needed`,
    );
  }
  try {
    use(address);
  } finally {
    module._free(address);
  }
}

/** The heap as it is now: it is another buffer once the memory has grown. */
export function heapOf(backend: BackendWasm): ArrayBufferLike {
  return emscripten(backend).HEAPU8.buffer;
}

/** The memory of the backend's own module, so that a second module can work on the same tensors; `undefined` when it is hidden. */
export function memoryOf(backend: BackendWasm): WebAssembly.Memory | undefined {
  const { asm, wasmMemory } = emscripten(backend);
  return [asm?.memory, wasmMemory].find((candidate) => candidate instanceof WebAssembly.Memory);
}

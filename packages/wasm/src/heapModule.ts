import { type BackendWasm, memoryOf } from './wasmBackend.js';

/**
 * Our module that works on the heap of a backend: compiled when first asked for, instantiated once for each backend. Gives its
 * exports, or `null` where SIMD or the backend's memory is out of reach.
 */
export function heapModule<Exports extends object>(
  bytes: (memory: { readonly shared: boolean }) => Uint8Array<ArrayBuffer>,
): (backend: BackendWasm) => Exports | null {
  const compiled = new Map<boolean, WebAssembly.Module | null>();
  const instances = new WeakMap<BackendWasm, Exports | null>();

  const compile = (shared: boolean): WebAssembly.Module | null => {
    let module = compiled.get(shared);
    if (module === undefined) {
      try {
        module = new WebAssembly.Module(bytes({ shared }));
      } catch {
        // No SIMD, or a content security policy that forbids it.
        module = null;
      }
      compiled.set(shared, module);
    }
    return module;
  };

  const instantiate = (backend: BackendWasm): Exports | null => {
    const memory = memoryOf(backend);
    const module = memory === undefined ? null : compile(!(memory.buffer instanceof ArrayBuffer));
    return memory === undefined || module === null
      ? null
      : (new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports);
  };

  return (backend) => {
    let exports = instances.get(backend);
    if (exports === undefined) {
      exports = instantiate(backend);
      instances.set(backend, exports);
    }
    return exports;
  };
}

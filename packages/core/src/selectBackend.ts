import * as tf from '@tensorflow/tfjs';
import { inNode, messageOf } from '@vaekit-internal/base';

/** Backends of tfjs that `selectBackend` knows how to start. */
export type BackendName = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** What `selectBackend` needs of `@vaekit/wasm`. */
export interface WasmModule {
  useWasm(options?: { wasmPaths?: string | Record<string, string>; threads?: number }): Promise<void>;
}

/** Options of {@link selectBackend}. */
export interface SelectBackendOptions {
  /** What to try, best first. Default: `['wasm', 'cpu']` in Node, `['webgpu', 'webgl', 'wasm', 'cpu']` in a browser. */
  readonly order?: readonly BackendName[];
  /**
   * Where the WASM kernels come from. Default: an import of `@vaekit/wasm` by name, which a bundler does not see;
   * in a bundled page write `wasm: () => import('@vaekit/wasm')`.
   */
  readonly wasm?: () => Promise<WasmModule>;
  /** Where a page serves the `.wasm` files of tfjs. */
  readonly wasmPaths?: string | Record<string, string>;
}

/** An import by a name that bundlers leave alone, since the package is optional; here, as it is looked for from the package that asks. */
const optionalImport = (name: string): Promise<WasmModule> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ name) as Promise<WasmModule>;

/**
 * Starts the fastest tfjs backend there is and makes it the active one.
 *
 * WebGPU is tried where the page has imported `@tensorflow/tfjs-backend-webgpu`; WASM where `@vaekit/wasm` is installed, with its
 * training kernels.
 *
 * @returns the name of the backend that is active now
 * @throws Error that lists why each one failed, when none could be started
 */
export async function selectBackend(options: SelectBackendOptions = {}): Promise<BackendName> {
  const { order = inNode() ? ['wasm', 'cpu'] : ['webgpu', 'webgl', 'wasm', 'cpu'], wasmPaths } = options;
  const { wasm = () => optionalImport(inNode() ? '@vaekit/wasm/node' : '@vaekit/wasm') } = options;
  const failures: string[] = [];
  for (const name of order) {
    try {
      if (name === 'wasm') {
        const { useWasm } = await wasm();
        await useWasm(wasmPaths === undefined ? {} : { wasmPaths });
        return name;
      }
      if (tf.findBackendFactory(name) === null) {
        failures.push(`${name}: not registered`);
      } else if (await tf.setBackend(name)) {
        await tf.ready();
        return name;
      } else {
        failures.push(`${name}: could not start here`);
      }
    } catch (error) {
      failures.push(`${name}: ${messageOf(error)}`);
    }
  }
  throw new Error(`selectBackend: none of ${order.join(', ') || 'no backends'} could be started (${failures.join('; ')})`);
}

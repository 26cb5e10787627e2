import * as tf from '@tensorflow/tfjs';
import { inNode, messageOf } from '@vaekit-internal/base';
import { softwareRenderer } from './softwareRenderer.js';

/** Backends of tfjs that `selectBackend` knows how to start. */
export type BackendName = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** What `selectBackend` needs of `@vaekit/wasm`. */
export interface WasmModule {
  useWasm(options?: { wasmPaths?: string | Record<string, string>; threads?: number }): Promise<void>;
}

/** Options of {@link selectBackend}. */
export interface SelectBackendOptions {
  /**
   * What to try, best first. Default: `['wasm', 'cpu']` in Node, `['webgpu', 'webgl', 'wasm', 'cpu']` in a browser. WebGPU and WebGL that
   * the browser computes in software come behind WASM all the same, since they are slower.
   */
  readonly order?: readonly BackendName[];
  /**
   * Where the WASM kernels come from. Default: an import of `@vaekit/wasm` by name, which a bundler does not see;
   * in a bundled page write `wasm: () => import('@vaekit/wasm')`, and in one by esbuild `'@vaekit/wasm/esbuild'`.
   */
  readonly wasm?: () => Promise<WasmModule>;
  /** Where a page serves the `.wasm` files of tfjs. Default: where Vite or webpack put them, else beside the script. */
  readonly wasmPaths?: string | Record<string, string>;
  /** Told of each backend that was passed over, and why. */
  readonly onReject?: (name: BackendName, reason: string) => void;
}

/** An import by a name that bundlers leave alone, since the package is optional; here, as it is looked for from the package that asks. */
async function optionalImport(name: string): Promise<WasmModule> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as WasmModule;
  } catch (cause) {
    const advice = inNode()
      ? 'install @vaekit/wasm'
      : "install @vaekit/wasm, and in a bundled page pass `wasm: () => import('@vaekit/wasm')`";
    throw new Error(`${name} cannot be imported (${messageOf(cause)}); ${advice}`, { cause });
  }
}

/** Starts a backend of tfjs itself; returns why it does not start, `undefined` if it does. */
async function start(name: BackendName): Promise<string | undefined> {
  const factory: (() => unknown) | null = tf.findBackendFactory(name);
  if (factory === null) {
    return name === 'webgpu' ? 'not registered; import @tensorflow/tfjs-backend-webgpu first' : 'not registered';
  }
  if (await tf.setBackend(name)) {
    await tf.ready();
    return undefined;
  }
  // tfjs keeps the reason to itself: it is what its factory throws.
  try {
    await factory();
  } catch (error) {
    return `could not start here (${messageOf(error)})`;
  }
  return 'could not start here';
}

/** The order with what runs in software behind WASM, and what that is. */
async function hardwareFirst(
  order: readonly BackendName[],
): Promise<{ order: readonly BackendName[]; software: Map<BackendName, string> }> {
  const software = new Map<BackendName, string>();
  const place = order.indexOf('wasm');
  for (const name of order.slice(0, Math.max(0, place))) {
    const renderer = name === 'webgl' || name === 'webgpu' ? await softwareRenderer(name) : undefined;
    if (renderer !== undefined) software.set(name, renderer);
  }
  const late = [...software.keys()];
  const before = order.slice(0, place + 1).filter((name) => !software.has(name));
  return { order: place < 0 ? order : [...before, ...late, ...order.slice(place + 1)], software };
}

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
  const { wasmPaths, onReject } = options;
  const { wasm = () => optionalImport(inNode() ? '@vaekit/wasm/node' : '@vaekit/wasm') } = options;
  const wanted = options.order ?? (inNode() ? ['wasm', 'cpu'] : ['webgpu', 'webgl', 'wasm', 'cpu']);
  const { order, software } = await hardwareFirst(wanted);
  const failures: string[] = [];
  const reject = (name: BackendName, reason: string): void => {
    failures.push(`${name}: ${reason}`);
    onReject?.(name, reason);
  };
  for (const [name, renderer] of software)
    onReject?.(name, `tried behind wasm, as the browser computes it in software (${renderer})`);
  for (const name of order) {
    try {
      if (name === 'wasm') {
        const { useWasm } = await wasm();
        await useWasm(wasmPaths === undefined ? {} : { wasmPaths });
        return name;
      }
      const reason = await start(name);
      if (reason === undefined) return name;
      reject(name, reason);
    } catch (error) {
      reject(name, messageOf(error));
    }
  }
  throw new Error(`selectBackend: none of ${order.join(', ') || 'no backends'} could be started (${failures.join('; ')})`);
}

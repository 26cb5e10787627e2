import { inNode } from '@vaekit-internal/base';

/** What is used of ONNX Runtime's tensors. */
export interface RuntimeTensor {
  readonly data: object;
}

/** What is used of ONNX Runtime's sessions. */
export interface RuntimeSession {
  readonly outputNames?: readonly string[];
  /** `fetches`: the tensors to write into, or the names of the outputs. */
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: Readonly<Record<string, RuntimeTensor | null>> | readonly string[],
  ): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** What is used of `onnxruntime-node` and `onnxruntime-web`: either module fits. */
export interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<RuntimeSession> };
  readonly Tensor: new (
    type: 'bool' | 'float32' | 'int32',
    data: Float32Array | Int32Array | Uint8Array,
    dims: readonly number[],
  ) => RuntimeTensor;
  /** `versions.web` is there in `onnxruntime-web`. */
  readonly env?: { readonly versions?: { readonly web?: string } };
}

/** ONNX Runtime is not installed: the eager engine works without it. */
export class RuntimeMissingError extends Error {
  override readonly name = 'RuntimeMissingError';
}

/** An import by a name that bundlers leave alone, since the package is optional; here, as it is looked for from the package that asks. */
const optionalImport = (name: string): Promise<unknown> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ name) as Promise<unknown>;

/**
 * ONNX Runtime as it is installed: `onnxruntime-node` in Node; in a page `onnxruntime-web`, where an import map says what that is. A page that
 * is bundled gives the runtime as an option instead, so that the bundler sees it.
 *
 * @throws RuntimeMissingError when it cannot be loaded
 */
export async function loadRuntime(): Promise<Runtime> {
  const name = inNode() ? 'onnxruntime-node' : 'onnxruntime-web';
  let loaded: unknown;
  try {
    loaded = await optionalImport(name);
  } catch (error) {
    const advice = inNode()
      ? `install it (ONNXRUNTIME_NODE_INSTALL=skip npm install ${name})`
      : `give it to the engine, as bundlers want to see it: compiled({ runtime: await import('${name}') })`;
    throw new RuntimeMissingError(`compile: \`${name}\` could not be loaded; ${advice}, or use engine: eager()`, {
      cause: error,
    });
  }
  const { default: fallback, ...module } = loaded as { default?: Partial<Runtime> } & Partial<Runtime>;
  return ('InferenceSession' in module ? module : fallback) as Runtime;
}

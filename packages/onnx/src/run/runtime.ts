/** What is used of ONNX Runtime's tensors. */
export interface RuntimeTensor {
  readonly data: ArrayLike<number | bigint> | Float32Array | Int32Array;
}

/** What is used of ONNX Runtime's sessions. */
export interface RuntimeSession {
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: Readonly<Record<string, RuntimeTensor>>,
  ): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** What is used of `onnxruntime-node` and `onnxruntime-web`. */
export interface Runtime {
  readonly InferenceSession: { create(model: Uint8Array, options: Readonly<Record<string, unknown>>): Promise<RuntimeSession> };
  readonly Tensor: new (
    type: 'bool' | 'float32' | 'int32',
    data: Float32Array | Int32Array | Uint8Array,
    dims: readonly number[],
  ) => RuntimeTensor;
}

/** ONNX Runtime is not installed: the eager engine works without it. */
export class RuntimeMissingError extends Error {
  override readonly name = 'RuntimeMissingError';
}

const inNode = (): boolean =>
  (globalThis as { process?: { versions?: { node?: string } } }).process?.versions?.node !== undefined;

/** An import by a name that bundlers leave alone, since the package is optional. */
const optionalImport = (name: string): Promise<unknown> =>
  import(/* @vite-ignore */ /* webpackIgnore: true */ name) as Promise<unknown>;

/**
 * ONNX Runtime as it is installed: `onnxruntime-node` in Node, `onnxruntime-web` in a page.
 *
 * @throws RuntimeMissingError when it cannot be loaded
 */
export async function loadRuntime(): Promise<Runtime> {
  const name = inNode() ? 'onnxruntime-node' : 'onnxruntime-web';
  let loaded: unknown;
  try {
    loaded = await optionalImport(name);
  } catch (error) {
    throw new RuntimeMissingError(
      `compile: \`${name}\` could not be loaded; install it (npm install ${name}), or use engine: eager()`,
      { cause: error },
    );
  }
  const { default: fallback, ...module } = loaded as { default?: Partial<Runtime> } & Partial<Runtime>;
  return ('InferenceSession' in module ? module : fallback) as Runtime;
}

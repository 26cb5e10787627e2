import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { compileGraph, loweringFor } from './compile.js';
import type { CompiledOptions } from './compiledOptions.js';
import { onnxModel } from './emit/onnxModel.js';
import type { DType } from './graph/graph.js';
import { requireSameTrace } from './record/fingerprint.js';
import { recordTrace, type TraceRequest } from './record/recordTrace.js';
import { chooseThreads } from './run/chooseThreads.js';
import { signatureFor } from './run/createSession.js';
import { loadRuntime, type RuntimeTensor } from './run/runtime.js';

/** Shape and type of an input. */
export interface InputSpec {
  readonly shape: readonly number[];
  /** Default `'float32'`. */
  readonly dtype?: DType;
}

/** What a function is compiled for. */
export interface FunctionSpec {
  /** The inputs, by name, with static shapes. */
  readonly inputs: Readonly<Record<string, InputSpec>>;
  /** Variables that the function reads and that may change later; any other tensor it reads becomes a constant. */
  readonly variables?: Readonly<Record<string, tf.Variable>>;
}

/** Numbers and their shape. */
export interface FunctionOutput {
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

/** A function that runs on ONNX Runtime. */
export interface CompiledFunction {
  /** Tensors or typed arrays in, fresh arrays out. */
  run(inputs: Readonly<Record<string, ArrayLike<number> | tf.Tensor>>): Promise<Readonly<Record<string, FunctionOutput>>>;
  /** Reads the variables again, after training has moved them. */
  sync(): void;
  dispose(): Promise<void>;
}

/**
 * Compiles a function of tensors (an encoder, a decoder, a sampler, an evaluation) for given shapes.
 *
 * @param fn gets placeholders by name and gives tensors by name; called twice while it is compiled, and never after
 * @throws TraceError as `compiled()` does; RuntimeMissingError when ONNX Runtime is not installed
 */
export async function compileFunction(
  fn: (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>,
  spec: FunctionSpec,
  options: CompiledOptions = {},
): Promise<CompiledFunction> {
  const { inputs, variables = {} } = spec;
  const request: TraceRequest = {
    inputs: Object.entries(inputs).map(([name, { shape, dtype = 'float32' }]) => ({ kind: 'batch', name, shape, dtype })),
    variables: Object.entries(variables).map(([name, variable]) => ({ kind: 'variable', name, variable })),
    run: (placeholders) => fn(Object.fromEntries(Object.keys(inputs).map((name) => [name, placeholders[`batch/${name}`]!]))),
  };
  const graph = recordTrace(request);
  requireSameTrace(graph, recordTrace(request));
  const lowered = compileGraph(graph, loweringFor(options.executionProviders));
  const runtime = options.runtime ?? (await loadRuntime());
  const arrayFor = (dtype: DType, size: number): Float32Array | Int32Array | Uint8Array =>
    dtype === 'float32' ? new Float32Array(size) : dtype === 'int32' ? new Int32Array(size) : new Uint8Array(size);
  const arrays = new Map(
    lowered.inputs.map(({ kind, name, value }) => [`${kind}/${name}`, arrayFor(value.dtype, sizeFromShape(value.shape))]),
  );
  const feeds: Record<string, RuntimeTensor> = Object.fromEntries(
    lowered.inputs.map(({ kind, name, value }) => [
      `${kind}/${name}`,
      new runtime.Tensor(value.dtype, arrays.get(`${kind}/${name}`)!, value.shape),
    ]),
  );
  const sync = (): void => {
    for (const [name, variable] of Object.entries(variables)) arrays.get(`variable/${name}`)!.set(variable.dataSync());
  };
  sync();
  const results = lowered.outputs.map(({ name, value }) => ({
    name,
    value,
    data: arrayFor(value.dtype, sizeFromShape(value.shape)),
  }));
  const fetches = Object.fromEntries(
    results.map(({ name, value, data }) => [name, new runtime.Tensor(value.dtype, data, value.shape)]),
  );
  const { session } = await chooseThreads({
    runtime,
    bytes: onnxModel(lowered, 'function', signatureFor(runtime)),
    feeds,
    fetches,
    threads: options.threads ?? 'auto',
    executionProviders: options.executionProviders,
  });
  let last: Promise<unknown> = Promise.resolve();

  const once = async (
    given: Readonly<Record<string, ArrayLike<number> | tf.Tensor>>,
  ): Promise<Record<string, FunctionOutput>> => {
    for (const [name, { shape }] of Object.entries(inputs)) {
      const value = given[name];
      if (value === undefined) throw new Error(`compileFunction: input \`${name}\` is missing`);
      const data = value instanceof tf.Tensor ? await value.data() : value;
      if (data.length !== sizeFromShape(shape))
        throw new Error(
          `compileFunction: input \`${name}\` has ${data.length} numbers; it was compiled for shape [${shape.join(',')}]`,
        );
      arrays.get(`batch/${name}`)!.set(data);
    }
    await session.run(feeds, fetches);
    return Object.fromEntries(results.map(({ name, value, data }) => [name, { data: data.slice(), shape: value.shape }]));
  };
  return {
    // One run after another: they share the arrays.
    run(given) {
      const result = last.then(() => once(given));
      last = result.catch(() => undefined);
      return result;
    },
    sync,
    async dispose() {
      await last;
      await session.release();
    },
  };
}

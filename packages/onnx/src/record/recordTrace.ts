import * as tf from '@tensorflow/tfjs';
import { withGradientMends } from '@vaekit/core';
import type { ConstantData, DType, Graph, GraphInput, GraphOutput, InputKind, Value } from '../graph/graph.js';
import { graphBuilder } from '../graph/graphBuilder.js';
import type { Attribute } from '../graph/graph.js';
import { shapeRules, type ShapeRule } from './shapeRules.js';

const BACKEND = 'vaekit-recorder';

/** A tensor handed to the traced function. */
export interface TraceInput {
  readonly kind: InputKind;
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** A variable that the traced function reads: an input of the graph under its name. */
export interface TraceVariable {
  readonly kind: 'state' | 'variable';
  readonly name: string;
  readonly variable: tf.Variable;
}

/** What is traced. */
export interface TraceRequest {
  readonly inputs: readonly TraceInput[];
  readonly variables: readonly TraceVariable[];
  /** Gets the placeholders by `kind/name`; gives the outputs by name. */
  readonly run: (inputs: Readonly<Record<string, tf.Tensor>>) => Readonly<Record<string, tf.Tensor>>;
}

/** A trace could not be made: it names the operation, the layer if there is one, and what to do. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

/** What the recorder needs to touch of tfjs's engine: its state, and which backend is active. */
interface EngineInside {
  state: { tensorInfo: WeakMap<object, { backend: { readSync(dataId: object): ArrayLike<number> } }> } & Record<string, unknown>;
  backendName: string;
  backendInstance: unknown;
  makeTensorFromTensorInfo(info: { dataId: object; shape: number[]; dtype: string }): tf.Tensor;
}

interface Recorder {
  readonly backend: object;
  valueOf(dataId: object, shape: readonly number[], dtype: string): Value;
  bind(dataId: object, value: Value): void;
  record(
    kernel: string,
    rule: ShapeRule,
    inputs: Readonly<Record<string, tf.TensorInfo>>,
    attributes: Readonly<Record<string, unknown>>,
  ): tf.TensorInfo[];
}

/** Kernels that give a list even where it has one member. */
const listKernels = new Set(['SplitV', 'Unpack']);

let active: Recorder | undefined;
const layerStack: string[] = [];

const where = (): string => (layerStack.length === 0 ? '' : ` in layer \`${layerStack.at(-1)}\``);

const refuse = (what: string, advice: string): never => {
  throw new TraceError(`compile: ${what}${where()}; ${advice}`);
};

const asData = (values: ArrayLike<number | boolean>, dtype: DType): ConstantData => {
  const numbers = Array.from(values, Number);
  return dtype === 'float32'
    ? Float32Array.from(numbers)
    : dtype === 'int32'
      ? Int32Array.from(numbers)
      : Uint8Array.from(numbers);
};

const supported = (dtype: string): DType =>
  dtype === 'float32' || dtype === 'int32' || dtype === 'bool'
    ? dtype
    : refuse(`a tensor of type ${dtype}`, 'a compiled step knows float32, int32 and bool');

/** Attributes as the graph keeps them; functions and undefined are left out. */
function plainAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, Attribute> {
  const plain: Record<string, Attribute> = {};
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') plain[name] = value;
    else if (Array.isArray(value)) plain[name] = value.flat() as number[];
  }
  return plain;
}

/** Registers a recording kernel for everything a backend of tfjs can compute; those without a rule refuse by name. */
function registerRecordingKernels(): void {
  const names = new Set([...Object.keys(shapeRules), ...tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName)]);
  for (const kernelName of names) {
    if (tf.getKernel(kernelName, BACKEND) !== undefined) continue;
    const rule = shapeRules[kernelName];
    tf.registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        if (rule === undefined)
          return refuse(`the operation ${kernelName} cannot be compiled`, 'use another operation, or engine: eager()');
        const made = active!.record(
          kernelName,
          rule,
          inputs as Record<string, tf.TensorInfo>,
          (attrs ?? {}) as Record<string, unknown>,
        );
        return listKernels.has(kernelName) ? made : made[0]!;
      },
    });
  }
}

function makeRecorder(real: EngineInside['state']): { recorder: Recorder; builder: ReturnType<typeof graphBuilder> } {
  const builder = graphBuilder();
  const values = new WeakMap<object, Value>();
  const reads = (): never =>
    refuse('a tensor is read back', 'a compiled step must not look at numbers; keep them as tensors, or use engine: eager()');

  const recorder: Recorder = {
    backend: {
      write(data: ArrayLike<number>, shape: number[], dtype: string) {
        const dataId = {};
        const type = supported(dtype);
        values.set(dataId, builder.constant(asData(data, type), shape, type));
        return dataId;
      },
      read: reads,
      readSync: reads,
      readToGPU: reads,
      disposeData: () => true,
      refCount: () => 1,
      incRef() {
        // Data of a trace lives as long as the graph.
      },
      decRef: () => false,
      numDataIds: () => 0,
      floatPrecision: () => 32,
      epsilon: () => 1e-7,
      timerAvailable: () => false,
      memory: () => ({ unreliable: true }),
      dispose() {
        // Nothing is held.
      },
      setDataMover() {
        // No data moves.
      },
    },
    bind: (dataId, value) => void values.set(dataId, value),
    valueOf(dataId, shape, dtype) {
      const known = values.get(dataId);
      if (known !== undefined) return known;
      // A tensor made outside the trace: its numbers become part of the graph.
      const info = real.tensorInfo.get(dataId);
      if (info === undefined)
        return refuse('a tensor is used that was disposed before', 'keep it with tf.keep, or make it inside');
      const type = supported(dtype);
      const value = builder.constant(asData(info.backend.readSync(dataId), type), shape, type);
      values.set(dataId, value);
      return value;
    },
    record(kernel, rule, inputs, attributes) {
      const given = rule.inputs.includes('*')
        ? (Object.values(inputs) as tf.TensorInfo[])
        : rule.inputs.map((name) => inputs[name.replace('?', '')]);
      const operands = given.map((info) => (info == null ? undefined : recorder.valueOf(info.dataId, info.shape, info.dtype)));
      let specs;
      try {
        specs = rule.infer(operands as Value[], attributes);
      } catch (error) {
        return refuse(`${kernel}: ${(error as Error).message}`, 'change the operation, or use engine: eager()');
      }
      const outputs = specs.map(({ shape, dtype }) => builder.value(shape, dtype));
      builder.node(kernel, operands, outputs, plainAttributes(attributes));
      return outputs.map((value) => {
        const dataId = {};
        values.set(dataId, value);
        return { dataId, shape: [...value.shape], dtype: value.dtype };
      });
    },
  };
  return { recorder, builder };
}

/**
 * Runs a function once on placeholders and records every operation of tfjs it calls, gradients included, as a static graph.
 *
 * The engine of tfjs gets its own state and backend for this one synchronous call, and its old ones back at the end
 * whatever happens: tensors, buffers and bytes of the program around it stay as they were. Gradients are those of `withGradientMends`.
 *
 * @throws TraceError when the function reads numbers back, calls `Math.random`, assigns a variable that is not state, or uses an operation
 *   that has no lowering; the message names operation and layer
 */
export function recordTrace({ inputs, variables, run }: TraceRequest): Graph {
  registerRecordingKernels();
  const engine = tf.engine() as unknown as EngineInside;
  const saved = { state: engine.state, backendName: engine.backendName, backendInstance: engine.backendInstance };
  const { recorder, builder } = makeRecorder(saved.state);
  const ids = variables.map(({ variable }) => variable.dataId);
  const { random } = Math;
  const layers = tf.layers.Layer.prototype as { apply: (...args: unknown[]) => unknown };
  const { apply } = layers;

  const graphInputs: GraphInput[] = [];
  const input = (kind: InputKind, name: string, shape: readonly number[], dtype: DType): { dataId: object; value: Value } => {
    const dataId = {};
    const value = builder.value(shape, dtype);
    recorder.bind(dataId, value);
    graphInputs.push({ kind, name, value });
    return { dataId, value };
  };

  try {
    active = recorder;
    engine.state = new (saved.state.constructor as new () => EngineInside['state'])();
    engine.backendName = BACKEND;
    engine.backendInstance = recorder.backend;
    Math.random = () => refuse('Math.random is called', 'random numbers of a step come from its `noise`');
    layers.apply = function (this: tf.layers.Layer, ...args: unknown[]) {
      layerStack.push(this.name);
      try {
        return apply.apply(this, args);
      } finally {
        layerStack.pop();
      }
    };

    const placeholders: Record<string, tf.Tensor> = {};
    for (const { kind, name, shape, dtype } of inputs) {
      const { dataId } = input(kind, name, shape, dtype);
      placeholders[`${kind}/${name}`] = engine.makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
    }
    const given = variables.map(({ kind, name, variable }) => {
      const { dataId } = input(kind, name, variable.shape, supported(variable.dtype));
      variable.dataId = dataId;
      return dataId;
    });

    const outputs: GraphOutput[] = [];
    // The same gradients as in the eager engine.
    withGradientMends(() =>
      tf.tidy(() => {
        for (const [name, tensor] of Object.entries(run(placeholders))) {
          outputs.push({ name, value: recorder.valueOf(tensor.dataId, tensor.shape, tensor.dtype) });
        }
      }),
    );
    variables.forEach(({ name, variable }, i) => {
      if (variable.dataId !== given[i]) {
        throw new TraceError(
          `compile: the variable \`${name}\` is assigned during the step; return its new value as \`nextState\``,
        );
      }
    });
    return { inputs: graphInputs, constants: builder.constants, nodes: builder.nodes, outputs };
  } finally {
    layers.apply = apply;
    Math.random = random;
    variables.forEach(({ variable }, i) => (variable.dataId = ids[i]!));
    engine.state = saved.state;
    engine.backendName = saved.backendName;
    engine.backendInstance = saved.backendInstance;
    layerStack.length = 0;
    active = undefined;
  }
}

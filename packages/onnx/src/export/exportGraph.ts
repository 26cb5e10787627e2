import type * as tf from '@tensorflow/tfjs';
import { describeVae, type Vae } from '@vaekit/core';
import { onnxModel } from '../emit/onnxModel.js';
import type { ConstantData, DType, Graph, Value } from '../graph/graph.js';
import { lowerGraph } from '../kernels/lowerGraph.js';
import { biasIntoConvolution } from '../passes/biasIntoConvolution.js';
import { biasIntoGemm } from '../passes/biasIntoGemm.js';
import { commonSubexpressions } from '../passes/commonSubexpressions.js';
import { deadCode } from '../passes/deadCode.js';
import { recordTrace } from '../record/recordTrace.js';
import { dynamicBatch, type SizedGraph } from './dynamicBatch.js';

/** An input of an exported function. */
export interface ExportInput {
  /** Without the batch. */
  readonly shape: readonly number[];
  /** Default `'float32'`. */
  readonly dtype?: DType;
  /** False: one tensor for the whole batch. Default true: its first axis is the batch. */
  readonly perRow?: boolean;
}

/** What is exported. */
export interface ExportRequest {
  /** The function that errors begin with. */
  readonly caller: string;
  /** `encoder`, `decoder`, `sampler`. */
  readonly part: string;
  readonly description: string;
  readonly model: Vae;
  /** Inputs by name; those that nothing depends on are left out. */
  readonly inputs: Readonly<Record<string, ExportInput>>;
  /** Numbers that become scalar inputs. */
  readonly scalars?: readonly string[];
  run(
    inputs: Readonly<Record<string, tf.Tensor>>,
    rows: number,
    scalars: Readonly<Record<string, number>>,
  ): Readonly<Record<string, tf.Tensor>>;
}

/** Two numbers of rows, and two values of a scalar, that turn up in no network by chance. */
const traces = [
  { rows: 97, scalar: 0.615234397 },
  { rows: 89, scalar: 0.384765603 },
] as const;

/** A function of a model as an ONNX model for any batch size; the model's variables are constants of it, under their names. */
export function exportGraph({
  caller,
  part,
  description,
  model,
  inputs,
  scalars = [],
  run,
}: ExportRequest): Uint8Array<ArrayBuffer> {
  const variables = { ...model.variables, ...model.state };
  const [first, second] = traces.map(({ rows, scalar }): SizedGraph => {
    // No two scalars have the same value.
    const values = Object.fromEntries(scalars.map((name, i) => [name, scalar / (i + 1)]));
    const trace: Graph = recordTrace({
      inputs: Object.entries(inputs).map(([name, { shape, dtype = 'float32', perRow = true }]) => ({
        kind: 'batch',
        name,
        dtype,
        shape: perRow ? [rows, ...shape] : shape,
      })),
      variables: Object.entries(variables).map(([name, variable]) => ({ kind: 'variable', name, variable })),
      run: (placeholders) =>
        run(Object.fromEntries(Object.keys(inputs).map((name) => [name, placeholders[`batch/${name}`]!])), rows, values),
    });
    return { graph: lowerGraph(biasIntoConvolution(trace), { convolutions: 'operators' }), rows, scalars: values };
  }) as [SizedGraph, SizedGraph];

  const rowWise = first.graph.inputs.find(({ kind, name }) => kind === 'batch' && inputs[name]!.perRow !== false);
  if (rowWise === undefined)
    throw new Error(`${caller}: no input has a batch axis; at least one must, so that the batch size is known`);
  const { graph, shapes } = dynamicBatch(caller, first, second, rowWise.value);
  const small = biasIntoGemm(deadCode(commonSubexpressions(graph)));

  const read = new Set<Value | undefined>([
    ...small.nodes.flatMap((node) => node.inputs),
    ...small.outputs.map(({ value }) => value),
  ]);
  const used = small.inputs.filter(({ value }) => read.has(value));
  const constants = new Map<Value, ConstantData>(small.constants);
  const names = new Map<Value, string>();
  for (const { kind, name, value } of used) {
    if (kind !== 'variable') continue;
    constants.set(value, variables[name]!.dataSync() as ConstantData);
    names.set(value, name);
  }
  const given = used.filter(({ kind }) => kind !== 'variable');
  const signature = {
    inputs: given.map(({ name, value }) => ({ name, value, shape: shapes.get(value) ?? value.shape })),
    outputs: small.outputs.map(({ name, value }) => ({ name, value, shape: shapes.get(value) ?? value.shape })),
    names,
    description,
    metadata: {
      'vaekit.part': part,
      'vaekit.event': JSON.stringify(model.event),
      'vaekit.latent': JSON.stringify(model.latent),
      ...(model.classes === undefined ? {} : { 'vaekit.classes': String(model.classes) }),
      'vaekit.description': JSON.stringify(describeVae(model)),
    },
  };
  const labels = [...signature.inputs, ...signature.outputs].map(({ name }) => name);
  const twice = labels.find((name, i) => labels.indexOf(name) !== i);
  if (twice !== undefined)
    throw new Error(`${caller}: \`${twice}\` is the name of two inputs or outputs; give the parameter another name`);
  return onnxModel({ ...small, inputs: given, constants }, part, signature);
}

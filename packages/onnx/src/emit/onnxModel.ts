import onnxProto from 'onnx-proto';
import type { Attribute, ConstantData, Value } from '../graph/graph.js';
import { onnxTypes } from '../kernels/loweringContext.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

const { onnx } = onnxProto;

/** The operator set every model is written for. */
const OPSET = 18;

const valueName = (value: Value): string => `v${value.id}`;

function tensorProto(value: Value, name: string, data: ConstantData, int64: boolean) {
  const dims = [...value.shape];
  if (int64) {
    const wide = BigInt64Array.from(data as Int32Array, BigInt);
    return { name, dims, dataType: onnxTypes.int64, rawData: new Uint8Array(wide.buffer) };
  }
  return { name, dims, dataType: onnxTypes[value.dtype], rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function attributeProto(name: string, value: Attribute) {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: [...(value as number[])] };
  const number = Number(value);
  return floatAttributes.has(name)
    ? { name, type: AttributeType.FLOAT, f: number }
    : { name, type: AttributeType.INT, i: number };
}

/** Attributes that ONNX wants as floating-point numbers even where they are whole. */
const floatAttributes = new Set(['alpha', 'beta', 'gamma', 'epsilon']);

/** An input or output as it is declared: a name, and a shape in which a string is an open extent. */
export interface Declaration {
  readonly name: string;
  readonly value: Value;
  readonly shape?: readonly (number | string)[];
}

/** How a model is declared. */
export interface Signature {
  /** Default: those of the graph. */
  readonly inputs?: readonly Declaration[];
  /** Default: those of the graph. */
  readonly outputs?: readonly Declaration[];
  /** The name of a first output that holds no numbers: an empty sequence. Default: none. */
  readonly sequence?: string;
  /** Names of constants; the others are numbered. */
  readonly names?: ReadonlyMap<Value, string>;
  /** What the model says about itself, by key. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** A sentence for people. */
  readonly description?: string;
}

/**
 * A graph as the bytes of an ONNX model.
 *
 * Inputs keep their names; an output that is an input, a constant or another output too gets its own Identity.
 */
export function onnxModel(graph: OnnxGraph, name: string, signature?: Signature): Uint8Array<ArrayBuffer> {
  const inputs = signature?.inputs ?? graph.inputs.map(({ kind, name: label, value }) => ({ name: `${kind}/${label}`, value }));
  const outputs = signature?.outputs ?? graph.outputs;
  const names = new Map<Value, string>([
    ...(signature?.names ?? []),
    ...inputs.map((input) => [input.value, input.name] as const),
  ]);
  const nameOf = (value: Value): string => names.get(value) ?? valueName(value);
  const computed = new Set<Value>(graph.nodes.flatMap((node) => node.outputs));
  const extra: { opType: string; input: string[]; output: string[] }[] = [];
  for (const output of outputs) {
    if (computed.has(output.value) && !names.has(output.value)) names.set(output.value, output.name);
    else extra.push({ opType: 'Identity', input: [nameOf(output.value)], output: [output.name] });
  }
  const { sequence } = signature ?? {};
  if (sequence !== undefined) extra.push({ opType: 'SequenceEmpty', input: [], output: [sequence] });
  const declared = ({ name: label, value, shape = value.shape }: Declaration) => ({
    name: label,
    type: {
      tensorType: {
        elemType: onnxTypes[value.dtype],
        shape: { dim: shape.map((extent) => (typeof extent === 'string' ? { dimParam: extent } : { dimValue: extent })) },
      },
    },
  });
  const domains = [...new Set(graph.nodes.flatMap(({ domain }) => (domain === undefined ? [] : [domain])))];
  const message = {
    irVersion: 8,
    producerName: 'vaekit',
    docString: signature?.description ?? '',
    metadataProps: Object.entries(signature?.metadata ?? {}).map(([key, value]) => ({ key, value })),
    opsetImport: [{ domain: '', version: OPSET }, ...domains.map((domain) => ({ domain, version: 1 }))],
    graph: {
      name,
      node: [
        ...graph.nodes.map((node) => ({
          opType: node.op,
          ...(node.domain === undefined ? {} : { domain: node.domain }),
          input: trimmed(node.inputs.map((value) => (value === undefined ? '' : nameOf(value)))),
          output: node.outputs.map(nameOf),
          attribute: Object.entries(node.attributes).map(([label, value]) => attributeProto(label, value)),
        })),
        ...extra,
      ],
      initializer: [...graph.constants].map(([value, data]) => tensorProto(value, nameOf(value), data, graph.int64.has(value))),
      input: inputs.map(declared),
      output: [
        ...(sequence === undefined
          ? []
          : [{ name: sequence, type: { sequenceType: { elemType: { tensorType: { elemType: onnxTypes.float32 } } } } }]),
        ...outputs.map(declared),
      ],
    },
  };
  const error = onnx.ModelProto.verify(message);
  if (error !== null) throw new Error(`onnxModel: ${error}`);
  // The encoder allocates plain memory, which its types do not say.
  return onnx.ModelProto.encode(onnx.ModelProto.create(message)).finish() as Uint8Array<ArrayBuffer>;
}

/** Absent inputs at the end are left out. */
function trimmed(names: string[]): string[] {
  const copy = [...names];
  while (copy.at(-1) === '') copy.pop();
  return copy;
}

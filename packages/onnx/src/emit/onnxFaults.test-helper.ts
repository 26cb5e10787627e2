import { readFileSync } from 'node:fs';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

type Formal = readonly [type: string, option: 'optional' | 'single' | 'variadic', homogeneous: boolean];

/** What ONNX says of an operator; `oracles/operators.py` writes it down from ONNX's own schemas. */
interface Operator {
  readonly inputs: readonly [number, number];
  readonly outputs: readonly [number, number];
  readonly operands: readonly Formal[];
  readonly results: readonly Formal[];
  /** By type parameter, the place of a list of types. */
  readonly types: Readonly<Record<string, number>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly required: readonly string[];
}

const {
  opset,
  types: lists,
  operators,
} = JSON.parse(readFileSync(new URL('../../oracles/operators.json', import.meta.url), 'utf8')) as {
  readonly opset: number;
  readonly types: readonly (readonly string[])[];
  readonly operators: Readonly<Record<string, Operator>>;
};

const { AttributeType } = onnx.AttributeProto;
const typeName = (element: number | null | undefined): string => String(onnx.TensorProto.DataType[element ?? 0]).toLowerCase();

const list = <T>(items: readonly T[] | null | undefined): readonly T[] => items ?? [];

/** The types a parameter may have; one that is no type parameter is a type itself. */
const allowedTypes = ({ types }: Operator, formal: string): readonly string[] =>
  types[formal] === undefined ? [formal] : lists[types[formal]]!;

/** The formal parameter of a position; the last one of a variadic operator takes all that follow. */
const formalAt = (formals: readonly Formal[], at: number): Formal | undefined =>
  formals[at] ?? (formals.at(-1)?.[1] === 'variadic' ? formals.at(-1) : undefined);

/**
 * What is wrong with a model by the rules of ONNX, in sentences; nothing where all is well. As `onnx.checker` does, but for shapes: names are
 * given once and before they are read, operators exist in the operator set, with the inputs, outputs and attributes they may have, and the
 * types of all values, from the inputs to the outputs, are ones that the operators take and make.
 */
export function onnxFaults(bytes: Uint8Array): string[] {
  const faults: string[] = [];
  const model = onnx.ModelProto.decode(bytes);
  const graph = model.graph!;
  const versions = model.opsetImport.map(({ domain, version }) => `${domain ?? ''}:${String(version)}`);
  if (versions.join() !== `:${opset}`) faults.push(`operator sets ${versions.join()}; the checked one is ${opset}`);

  const types = new Map<string, string>();
  const give = (name: string, type: string): void => {
    if (types.has(name)) faults.push(`${name} is given twice`);
    types.set(name, type);
  };
  for (const { name, type } of list(graph.input)) give(name!, typeName(type!.tensorType!.elemType));
  for (const { name, dataType, dims, rawData } of list(graph.initializer)) {
    give(name!, typeName(dataType));
    const size = list(dims).reduce((product: number, extent) => product * Number(extent), 1);
    const width = { bool: 1, uint8: 1, float: 4, int32: 4, int64: 8 }[typeName(dataType)];
    if (rawData!.length !== size * (width ?? Number.NaN)) faults.push(`${name}: ${rawData!.length} bytes for ${size} elements`);
  }

  list(graph.node).forEach((node, position) => {
    const what = `${node.opType} (node ${position})`;
    const operator = operators[node.opType!];
    if (operator === undefined) {
      faults.push(`${what}: no such operator in operator set ${opset}`);
      for (const name of list(node.output)) give(name, 'unknown');
      return;
    }
    const bound = new Map<string, string>();
    const check = (name: string, type: string, [formal, option, homogeneous]: Formal, side: string): void => {
      const allowed = allowedTypes(operator, formal);
      if (!allowed.includes(type)) faults.push(`${what}: ${side} ${name} is ${type}; expected ${allowed.join(' or ')}`);
      if (operator.types[formal] === undefined || (option === 'variadic' && !homogeneous)) return;
      const before = bound.get(formal) ?? type;
      if (before !== type) faults.push(`${what}: ${formal} is ${before} and ${type}`);
      bound.set(formal, before);
    };
    const count = (names: readonly string[], [least, most]: readonly [number, number], side: string): void => {
      if (names.length < least || names.length > most)
        faults.push(`${what}: ${names.length} ${side}; expected ${least} to ${most}`);
    };
    count(list(node.input), operator.inputs, 'inputs');
    count(list(node.output), operator.outputs, 'outputs');
    list(node.input).forEach((name, i) => {
      const formal = formalAt(operator.operands, i);
      if (formal === undefined) return;
      if (name === '') {
        if (formal[1] !== 'optional') faults.push(`${what}: input ${i} is absent`);
        return;
      }
      const type = types.get(name);
      if (type === undefined) faults.push(`${what}: ${name} is read before it is given`);
      else check(name, type, formal, 'input');
    });
    for (const { name, type } of list(node.attribute)) {
      const expected = operator.attributes[name!];
      const given = AttributeType[type ?? 0];
      if (expected !== given) faults.push(`${what}: attribute ${name} is ${given}; expected ${expected ?? 'no such attribute'}`);
    }
    for (const name of operator.required)
      if (!list(node.attribute).some((each) => each.name === name)) faults.push(`${what}: attribute ${name} is missing`);
    list(node.output).forEach((name, i) => {
      const formal = formalAt(operator.results, i);
      if (formal === undefined) return;
      const to = list(node.attribute).find((each) => each.name === 'to')?.i;
      const allowed = allowedTypes(operator, formal[0]);
      const fixed = bound.get(formal[0]) ?? (allowed.length === 1 ? allowed[0] : undefined);
      give(name, fixed ?? (to == null ? 'unknown' : typeName(Number(to))));
    });
  });

  for (const { name, type } of list(graph.output)) {
    const made = types.get(name!);
    const declared = typeName(type!.tensorType!.elemType);
    if (made !== declared) faults.push(`the output ${name} is ${made ?? 'nowhere'}, declared as ${declared}`);
  }
  return faults;
}

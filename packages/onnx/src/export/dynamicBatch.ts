import { sizeFromShape } from '@vaekit-internal/base';
import type { ConstantData, GraphInput, GraphOutput, Value } from '../graph/graph.js';
import { type GraphBuilder, graphBuilder } from '../graph/graphBuilder.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/** One function's graph for a given number of rows, with every number that is to become an input as it was traced. */
export interface SizedGraph {
  readonly graph: OnnxGraph;
  readonly rows: number;
  /** Scalars that become inputs, by name. */
  readonly scalars?: Readonly<Record<string, number>>;
}

/** A graph that holds for any number of rows; extents that follow it are `'batch'` in `shapes`. */
export interface DynamicGraph {
  readonly graph: OnnxGraph;
  readonly shapes: ReadonlyMap<Value, readonly (number | string)[]>;
}

const list = (shape: readonly unknown[]): string => `[${shape.join(',')}]`;

/** `constant + slope · rows` in every place. */
interface Affine {
  readonly constant: readonly number[];
  readonly slope: readonly number[];
}

function affine(a: ArrayLike<number>, b: ArrayLike<number>, rowsA: number, rowsB: number): Affine | undefined {
  const slope = Array.from(a, (x, i) => (b[i]! - x) / (rowsB - rowsA));
  if (slope.some((s) => !Number.isInteger(s))) return undefined;
  return { slope, constant: Array.from(a, (x, i) => x - slope[i]! * rowsA) };
}

/** An array whose slices along the given axes are all equal, cut to one slice of each; `undefined` where they differ. */
function oneSlice(
  data: ConstantData,
  shape: readonly number[],
  axes: readonly number[],
): { readonly data: ConstantData; readonly shape: readonly number[] } | undefined {
  const cut = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const slice = data.slice(0, sizeFromShape(cut));
  const seen = new Uint8Array(slice.length);
  for (let i = 0; i < data.length; i++) {
    // The place of element i in the slice: its index without the cut axes.
    let rest = i;
    let place = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis]!;
      rest = (rest - at) / shape[axis]!;
      if (cut[axis] === 1) continue;
      place += at * stride;
      stride *= cut[axis]!;
    }
    if (seen[place] === 0) slice[place] = data[i]!;
    else if (!Object.is(slice[place], data[i])) return undefined;
    seen[place] = 1;
  }
  return { data: slice, shape: cut };
}

/** Two graphs on the way to becoming one. */
interface Merging {
  readonly first: SizedGraph;
  readonly second: SizedGraph;
  readonly builder: GraphBuilder;
  readonly int64: Set<Value>;
  /** The inputs that scalars become. */
  readonly scalars: ReadonlyMap<string, Value>;
  /** A constant vector of 64-bit whole numbers. */
  ints(values: readonly number[]): Value;
  /** A vector of 64-bit whole numbers, computed from the rows at run time. */
  vector(law: Affine): Value;
  refuse(what: string): never;
}

function merging(caller: string, first: SizedGraph, second: SizedGraph, source: Value): Merging {
  const { inputs, constants, nodes, int64: whole } = first.graph;
  const highest = Math.max(
    ...inputs.map(({ value }) => value.id),
    ...[...constants.keys()].map(({ id }) => id),
    ...nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id)),
  );
  const builder = graphBuilder(highest + 1);
  for (const [value, data] of constants) builder.constants.set(value, data);
  const int64 = new Set(whole);
  const scalars = new Map<string, Value>(Object.keys(first.scalars ?? {}).map((name) => [name, builder.value([], 'float32')]));
  const ints = (values: readonly number[]): Value => {
    const made = builder.constant(Int32Array.from(values), [values.length], 'int32');
    int64.add(made);
    return made;
  };
  let rows: Value | undefined;
  const vector = ({ constant, slope }: Affine): Value => {
    rows ??= builder.emit('Shape', [source], [1], 'int32', { start: 0, end: 1 });
    const scaled = slope.every((s) => s === 1) ? rows : builder.emit('Mul', [rows, ints(slope)], [slope.length], 'int32');
    return constant.every((c) => c === 0) ? scaled : builder.emit('Add', [scaled, ints(constant)], [slope.length], 'int32');
  };
  const refuse = (what: string): never => {
    throw new Error(
      `${caller}: ${what}; an export works for every batch size, so each row must be computed by itself, with tensor operations`,
    );
  };
  return { first, second, builder, int64, scalars, ints, vector, refuse };
}

/** A constant in both graphs, at the place where an operation uses it. */
interface Use {
  readonly op: string;
  /** Which input of the operation it is. */
  readonly at: number;
  readonly x: Value;
  readonly y: Value;
  readonly dataX: ConstantData;
  readonly dataY: ConstantData;
}

/** A constant at one place of use: kept, or computed. */
function constantFor(merged: Merging, op: string, at: number, x: Value, y: Value): Value {
  const { first, second, refuse } = merged;
  const [a, b] = [first.graph, second.graph];
  const [dataX, dataY] = [a.constants.get(x)!, b.constants.get(y)!];
  if (x.dtype !== y.dtype || x.shape.length !== y.shape.length || a.int64.has(x) !== b.int64.has(y)) {
    return refuse(
      `an input of ${op} is ${x.dtype} ${list(x.shape)} for ${first.rows} rows and ${y.dtype} ${list(y.shape)} for ${second.rows}`,
    );
  }
  const sameShape = x.shape.every((extent, i) => extent === y.shape[i]);
  if (sameShape && dataX.every((number, i) => Object.is(number, dataY[i]))) return x;
  const use: Use = { op, at, x, y, dataX, dataY };
  if (a.int64.has(x)) return wholeNumbersFor(merged, use);
  if (!sameShape) return expandedFor(merged, use);
  const i = dataX.findIndex((number, k) => !Object.is(number, dataY[k]));
  return (
    scalarFor(merged, use) ??
    refuse(
      `a number that goes into ${op} is ${dataX[i]} in one trace and ${dataY[i]} in another: it is computed outside the graph`,
    )
  );
}

/** A shape or similar value that follows the rows. */
function wholeNumbersFor({ first, second, ints, vector, refuse }: Merging, { op, at, dataX, dataY }: Use): Value {
  const law = dataX.length === dataY.length ? affine(dataX, dataY, first.rows, second.rows) : undefined;
  if (law === undefined)
    return refuse(`an input of ${op} is ${list([...dataX])} for ${first.rows} rows and ${list([...dataY])} for ${second.rows}`);
  const open = law.slope.flatMap((s, i) => (s === 0 ? [] : [i]));
  if (op === 'Reshape' && at === 1 && open.length === 1)
    return ints(Array.from(dataX, (extent, i) => (i === open[0] ? -1 : extent)));
  return vector(law);
}

/** The input that a scalar becomes; `undefined` where no scalar has these values. */
function scalarFor({ first, second, builder, scalars, ints }: Merging, { x, dataX, dataY }: Use): Value | undefined {
  if (dataX.length !== 1) return undefined;
  const named = Object.entries(first.scalars ?? {}).find(
    ([label, value]) => Math.fround(value) === dataX[0] && Math.fround(second.scalars![label]!) === dataY[0],
  );
  if (named === undefined) return undefined;
  const scalar = scalars.get(named[0])!;
  return x.shape.length === 0 ? scalar : builder.emit('Reshape', [scalar, ints(x.shape)], x.shape, 'float32');
}

/** A constant that is equal along every axis that follows the rows: one slice, expanded when the graph runs. */
function expandedFor({ first, second, builder, vector, refuse }: Merging, { op, x, y, dataX, dataY }: Use): Value {
  const law = affine(x.shape, y.shape, first.rows, second.rows);
  const open = x.shape.flatMap((extent, axis) => (extent === y.shape[axis] ? [] : [axis]));
  const sliceX = oneSlice(dataX, x.shape, open);
  const sliceY = oneSlice(dataY, y.shape, open);
  if (
    law === undefined ||
    sliceX === undefined ||
    sliceY === undefined ||
    sliceX.data.some((number, i) => !Object.is(number, sliceY.data[i]))
  ) {
    return refuse(`a constant ${list(x.shape)} that goes into ${op} has other numbers in every row`);
  }
  return builder.emit('Expand', [builder.constant(sliceX.data, sliceX.shape, x.dtype), vector(law)], x.shape, x.dtype);
}

/** Adds the operations of the first graph, and pairs their outputs with those of the second in `twins`. */
function mergeNodes(merged: Merging, twins: Map<Value, Value>): void {
  const { first, second, builder, refuse } = merged;
  const [a, b] = [first.graph, second.graph];
  a.nodes.forEach((node, i) => {
    const other = b.nodes[i]!;
    if (node.op !== other.op || node.inputs.length !== other.inputs.length || node.outputs.length !== other.outputs.length) {
      refuse(`operation ${i} is ${node.op} for ${first.rows} rows and ${other.op} for ${second.rows}`);
    }
    const [text, otherText] = [JSON.stringify(node.attributes), JSON.stringify(other.attributes)];
    if (text !== otherText)
      refuse(`${node.op} has the attributes ${text} for ${first.rows} rows and ${otherText} for ${second.rows}`);
    const inputs = node.inputs.map((x, at) => {
      const y = other.inputs[at];
      if (x === undefined && y === undefined) return undefined;
      if (x !== undefined && y !== undefined) {
        if (a.constants.has(x) && b.constants.has(y)) return constantFor(merged, node.op, at, x, y);
        if (twins.get(x) === y) return x;
      }
      return refuse(`${node.op} (operation ${i}) reads other values for ${first.rows} rows than for ${second.rows}`);
    });
    node.outputs.forEach((output, k) => twins.set(output, other.outputs[k]!));
    builder.nodes.push({ ...node, inputs });
  });
}

/** The shape of a value of both graphs, `'batch'` where it follows the rows. */
function dynamicShape({ first, second, refuse }: Merging, what: string, x: Value, y: Value): (number | string)[] {
  return x.shape.map((extent, i) => {
    if (extent === y.shape[i]) return extent;
    return extent === first.rows && y.shape[i] === second.rows
      ? 'batch'
      : refuse(`${what} has shape ${list(x.shape)} for ${first.rows} rows and ${list(y.shape)} for ${second.rows}`);
  });
}

/**
 * Two graphs of one function at two numbers of rows as one graph for any number: what differs between them and follows the rows is computed
 * from the shape of the input `source` when the graph runs; a scalar that has the traced value becomes an input.
 *
 * @param caller the function that errors begin with
 * @throws Error that names the operation that depends on the rows in another way
 */
export function dynamicBatch(caller: string, first: SizedGraph, second: SizedGraph, source: Value): DynamicGraph {
  const [a, b] = [first.graph, second.graph];
  const merged = merging(caller, first, second, source);
  const { builder, int64, scalars, refuse } = merged;
  if (a.nodes.length !== b.nodes.length || a.inputs.length !== b.inputs.length) {
    refuse(
      `the operations depend on the batch size (${a.nodes.length} for ${first.rows} rows, ${b.nodes.length} for ${second.rows})`,
    );
  }
  const twins = new Map<Value, Value>(a.inputs.map(({ value }, i) => [value, b.inputs[i]!.value]));
  mergeNodes(merged, twins);
  const outputs: GraphOutput[] = a.outputs.map(({ name, value }, i) => {
    const other = b.outputs[i]!.value;
    // An output that no operation touches but that is a constant per row.
    if (a.constants.has(value)) return { name, value: constantFor(merged, `the output \`${name}\``, 0, value, other) };
    if (twins.get(value) !== other) refuse(`the output \`${name}\` is another value for ${second.rows} rows`);
    return { name, value };
  });
  const shapes = new Map<Value, readonly (number | string)[]>();
  a.inputs.forEach(({ name, value }, i) =>
    shapes.set(value, dynamicShape(merged, `the input \`${name}\``, value, b.inputs[i]!.value)),
  );
  outputs.forEach(({ name, value }, i) =>
    shapes.set(value, dynamicShape(merged, `the output \`${name}\``, value, b.outputs[i]!.value)),
  );
  const scalarInputs = [...scalars].map(([name, value]): GraphInput => ({ kind: 'schedule', name, value }));
  return {
    graph: { inputs: [...a.inputs, ...scalarInputs], constants: builder.constants, nodes: builder.nodes, outputs, int64 },
    shapes,
  };
}

import { sliceBounds } from '../graph/sliceBounds.js';
import type { Value } from '../graph/graph.js';
import { normalAxes } from '../record/shapeRules.js';
import type { Lowering, Lowerings } from './lowering.js';

const toOutputShape: Lowering = (c, [x], node) => [c.reshape(x!, node.outputs[0]!.shape)];

const pad =
  (mode: (attributes: Readonly<Record<string, unknown>>) => string): Lowering =>
  (c, [x], node) => {
    const flat = node.attributes['paddings'] as readonly number[];
    const before = flat.filter((_, i) => i % 2 === 0);
    const after = flat.filter((_, i) => i % 2 === 1);
    const value = (node.attributes['constantValue'] as number | undefined) ?? 0;
    const kind = mode(node.attributes);
    const fill = (): Value =>
      x!.dtype === 'float32'
        ? c.scalar(value)
        : c.constant((x!.dtype === 'int32' ? Int32Array : Uint8Array).of(value), [], x!.dtype);
    const inputs = [x!, c.ints([...before, ...after]), ...(kind === 'constant' ? [fill()] : [])];
    return [c.emit('Pad', inputs, node.outputs[0]!.shape, x!.dtype, { mode: kind })];
  };

/** The end of a slice that goes backwards to the first element; −1 would be the last one. */
const BEFORE_FIRST = -2147483648;

/** ONNX has no such padding: axis by axis, the first and the last elements in reverse on either side. */
const symmetric: Lowering = (c, [x], node) => {
  const flat = node.attributes['paddings'] as readonly number[];
  const padded = x!.shape.reduce((value: Value, extent, axis) => {
    const backwards = (from: number, count: number): Value[] => {
      const shape = value.shape.map((each, i) => (i === axis ? count : each));
      const end = from === count - 1 ? BEFORE_FIRST : from - count;
      const inputs = [value, c.ints([from]), c.ints([end]), c.ints([axis]), c.ints([-1])];
      return count === 0 ? [] : [c.emit('Slice', inputs, shape, x!.dtype)];
    };
    const [before, after] = [flat[2 * axis]!, flat[2 * axis + 1]!];
    const parts = [...backwards(before - 1, before), value, ...backwards(extent - 1, after)];
    const shape = value.shape.map((each, i) => (i === axis ? before + each + after : each));
    return parts.length === 1 ? value : c.emit('Concat', parts, shape, x!.dtype, { axis });
  }, x!);
  return [padded];
};

/** Kernels that move elements and compute nothing. */
export const shaping: Lowerings = {
  Reshape: toOutputShape,
  ExpandDims: toOutputShape,
  Transpose: (c, [x], node) => [c.transpose(x!, node.attributes['perm'] as number[])],
  Reverse: (c, [x], node) => {
    const dims = node.attributes['dims'] as number[];
    const axes = normalAxes(dims, x!.shape.length);
    if (axes.length === 0) return [x!];
    const fill = (value: number): Value => c.ints(axes.map(() => value));
    return [c.emit('Slice', [x!, fill(-1), fill(BEFORE_FIRST), c.ints(axes), fill(-1)], x!.shape, x!.dtype)];
  },
  Concat: (c, inputs, node) => {
    const parts = inputs.filter((part) => part.shape.every((extent) => extent > 0));
    if (parts.length === 0) return [c.reshape(inputs[0]!, node.outputs[0]!.shape)];
    if (parts.length === 1) return [parts[0]!];
    return [
      c.emit('Concat', parts, node.outputs[0]!.shape, inputs[0]!.dtype, {
        axis: normalAxes(node.attributes['axis'], inputs[0]!.shape.length)[0]!,
      }),
    ];
  },
  Pack: (c, inputs, node) => {
    const { shape } = node.outputs[0]!;
    const axis = normalAxes(node.attributes['axis'], shape.length)[0]!;
    const parts = inputs.map((x) =>
      c.reshape(
        x,
        shape.map((extent, i) => (i === axis ? 1 : extent)),
      ),
    );
    return [parts.length === 1 ? parts[0]! : c.emit('Concat', parts, shape, inputs[0]!.dtype, { axis })];
  },
  Unpack: (c, [x], node) => {
    const axis = normalAxes(node.attributes['axis'], x!.shape.length)[0]!;
    return node.outputs.map((output, i) => {
      const shape = x!.shape.map((extent, j) => (j === axis ? 1 : extent));
      const part = c.emit('Slice', [x!, c.ints([i]), c.ints([i + 1]), c.ints([axis])], shape, x!.dtype);
      return c.reshape(part, output.shape);
    });
  },
  Slice: (c, [x], node) => {
    const { begin } = sliceBounds(x!.shape, node.attributes);
    const { shape } = node.outputs[0]!;
    const axes = shape.map((_, i) => i).filter((i) => shape[i] !== x!.shape[i]);
    if (axes.length === 0) return [x!];
    return [
      c.emit(
        'Slice',
        [x!, c.ints(axes.map((i) => begin[i]!)), c.ints(axes.map((i) => begin[i]! + shape[i]!)), c.ints(axes)],
        shape,
        x!.dtype,
      ),
    ];
  },
  SplitV: (c, [x], node) => {
    const axis = normalAxes(node.attributes['axis'], x!.shape.length)[0]!;
    let start = 0;
    return node.outputs.map((output) => {
      const end = start + output.shape[axis]!;
      const part = c.emit('Slice', [x!, c.ints([start]), c.ints([end]), c.ints([axis])], output.shape, x!.dtype);
      start = end;
      return part;
    });
  },
  PadV2: pad(() => 'constant'),
  MirrorPad: (c, inputs, node) => (node.attributes['mode'] === 'reflect' ? pad(() => 'reflect') : symmetric)(c, inputs, node),
  Tile: (c, [x], node) => {
    const { shape } = node.outputs[0]!;
    // Where only axes of extent 1 grow, an Expand needs no copies of copies.
    if (x!.shape.every((extent, i) => extent === 1 || extent === shape[i]))
      return [c.emit('Expand', [x!, c.ints(shape)], shape, x!.dtype)];
    return [c.emit('Tile', [x!, c.ints(node.attributes['reps'] as number[])], shape, x!.dtype)];
  },
};

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
    const inputs = [x!, c.ints([...before, ...after]), ...(kind === 'constant' ? [c.scalar(value)] : [])];
    return [c.emit('Pad', inputs, node.outputs[0]!.shape, x!.dtype, { mode: kind })];
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
    return [c.emit('Slice', [x!, fill(-1), fill(-2147483648), c.ints(axes), fill(-1)], x!.shape, x!.dtype)];
  },
  Concat: (c, inputs, node) => {
    const parts = inputs.filter((part) => part.shape.every((extent) => extent > 0));
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
    const begin = node.attributes['begin'] as readonly number[];
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
  MirrorPad: (c, inputs, node) => {
    if (node.attributes['mode'] !== 'reflect') throw new Error('symmetric padding has no operator in ONNX; use reflect');
    return pad(() => 'reflect')(c, inputs, node);
  },
  Tile: (c, [x], node) => {
    const { shape } = node.outputs[0]!;
    // Where only axes of extent 1 grow, an Expand needs no copies of copies.
    if (x!.shape.every((extent, i) => extent === 1 || extent === shape[i]))
      return [c.emit('Expand', [x!, c.ints(shape)], shape, x!.dtype)];
    return [c.emit('Tile', [x!, c.ints(node.attributes['reps'] as number[])], shape, x!.dtype)];
  },
};

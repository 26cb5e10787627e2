import type { Value } from '../graph/graph.js';
import type { Geometry } from './convolutionGeometry.js';
import type { LoweringContext } from './lowering.js';

const toChannelsFirst = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 3, 1, 2]);
const toChannelsLast = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 2, 3, 1]);
const channelsFirst = ([batch, height, width, channels]: readonly number[]): number[] => [batch!, channels!, height!, width!];

const convAttributes = ({ pads, strides, dilations }: Geometry, kernel: readonly number[], group: number) => ({
  pads: [...pads],
  strides: [...strides],
  dilations: [...dilations],
  kernel_shape: [kernel[0]!, kernel[1]!],
  group,
});

/** A convolution of `x`, `[batch, height, width, channels]`, as ONNX's Conv; the filter has ONNX's layout, `kernel` its extents. */
export function convOperator(
  c: LoweringContext,
  x: Value,
  filter: Value,
  where: Geometry,
  kernel: readonly number[],
  out: readonly number[],
  { bias, group = 1 }: { readonly bias?: Value | undefined; readonly group?: number } = {},
): Value {
  const inputs = [toChannelsFirst(c, x), filter, ...(bias === undefined ? [] : [bias])];
  return toChannelsLast(c, c.emit('Conv', inputs, channelsFirst(out), 'float32', convAttributes(where, kernel, group)));
}

/** The gradient of a convolution's input as ONNX's ConvTranspose, cut or filled up to the input's shape by explicit pads. */
export function convTransposeOperator(
  c: LoweringContext,
  dy: Value,
  filter: Value,
  where: Geometry,
  kernel: readonly number[],
  out: readonly number[],
  { bias, group = 1 }: { readonly bias?: Value | undefined; readonly group?: number } = {},
): Value {
  const extra = [0, 1].map(
    (i) =>
      out[i + 1]! -
      ((dy.shape[i + 1]! - 1) * where.strides[i]! +
        where.dilations[i]! * (kernel[i]! - 1) +
        1 -
        where.pads[i]! -
        where.pads[i + 2]!),
  );
  const attributes = { ...convAttributes(where, kernel, group), output_padding: extra };
  const inputs = [toChannelsFirst(c, dy), filter, ...(bias === undefined ? [] : [bias])];
  return toChannelsLast(c, c.emit('ConvTranspose', inputs, channelsFirst(out), 'float32', attributes));
}

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

/**
 * The gradient of the input of a convolution without strides and dilations as a convolution of dy with the filter turned about, whose layout is HWIO; `undefined` where
 * there are more zeros around the image than such a one has.
 */
export function turnedConvOperator(
  c: LoweringContext,
  dy: Value,
  filter: Value,
  { pads, strides, dilations }: Geometry,
  out: readonly number[],
  bias?: Value,
): Value | undefined {
  const [height, width, into, channels] = filter.shape as [number, number, number, number];
  const before = [height - 1 - pads[0]!, width - 1 - pads[1]!] as const;
  const after = [out[1]! - dy.shape[1]! + pads[0]!, out[2]! - dy.shape[2]! + pads[1]!] as const;
  if ([...strides, ...dilations].some((step) => step !== 1) || [...before, ...after].some((pad) => pad < 0)) return undefined;
  const places = [height * width, into, channels];
  const backward = c.ints(Array.from({ length: height * width }, (_, i) => height * width - 1 - i));
  const turned = c.emit('Gather', [c.reshape(filter, places), backward], places, 'float32', { axis: 0 });
  const kernel = c.transpose(c.reshape(turned, filter.shape), [2, 3, 0, 1]);
  const where: Geometry = { out: [out[1]!, out[2]!], pads: [...before, ...after], strides: [1, 1], dilations: [1, 1] };
  return convOperator(c, dy, kernel, where, filter.shape, out, { bias });
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

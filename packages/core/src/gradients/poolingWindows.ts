import * as tf from '@tensorflow/tfjs';
import type { Attributes } from './gradientMend.js';

/** The positions of the windows of a pooling, NHWC. */
export interface PoolingWindows {
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Rows and columns before and after the input that the windows reach into. */
  readonly pads: readonly [readonly [number, number], readonly [number, number]];
  readonly output: readonly [number, number];
}

/** The windows of a pooling kernel, from its input's shape and its attributes. */
export function poolingWindows(shape: readonly number[], attributes: Attributes): PoolingWindows {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = tf.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number | [number, number],
    strides as number | [number, number],
    1,
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'ceil' | 'floor' | 'round' | undefined,
  );
  const window = [info.filterHeight, info.filterWidth] as const;
  const steps = [info.strideHeight, info.strideWidth] as const;
  const output = [info.outHeight, info.outWidth] as const;
  const pads = ([info.padInfo.top, info.padInfo.left] as const).map((before, i) => {
    const reach = (output[i]! - 1) * steps[i]! + window[i]! - before;
    return [before, Math.max(0, reach - shape[i + 1]!)] as const;
  });
  return { window, strides: steps, pads: [pads[0]!, pads[1]!], output };
}

/** The entries `start, start + stride, …` of an axis seen as the middle one of three; `x` reaches a whole stride past the last. */
function everyNth(
  x: tf.Tensor,
  [before, extent, after]: readonly [number, number, number],
  start: number,
  stride: number,
  count: number,
) {
  const run = tf.slice(tf.reshape(x, [before, extent, after]), [0, start, 0], [before, count * stride, after]);
  return stride === 1 ? run : tf.slice(tf.reshape(run, [before, count, stride, after]), [0, 0, 0, 0], [before, count, 1, after]);
}

/** For each place of the window, row by row, what all windows have there: tensors of the output's shape. */
export function windowPlaces(x: tf.Tensor, { window, strides, pads, output }: PoolingWindows, fill: number): tf.Tensor[] {
  const [batch, , , depth] = x.shape as [number, number, number, number];
  // Room for whole strides after the last window.
  const extents = [0, 1].map((i) => Math.max(x.shape[i + 1]! + pads[i]![0], output[i]! * strides[i]! + window[i]! - 1));
  const margins = [0, 1].map((i): [number, number] => [pads[i]![0], extents[i]! - x.shape[i + 1]! - pads[i]![0]]);
  const padded = tf.pad(x, [[0, 0], margins[0]!, margins[1]!, [0, 0]], fill);
  const [height, width] = extents as [number, number];
  return Array.from({ length: window[0] }, (_, i) => {
    const rows = everyNth(padded, [batch, height, width * depth], i, strides[0], output[0]);
    return Array.from({ length: window[1] }, (__, j) =>
      tf.reshape(everyNth(rows, [batch * output[0], width, depth], j, strides[1], output[1]), [batch, ...output, depth]),
    );
  }).flat();
}

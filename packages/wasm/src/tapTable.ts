import type * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';

/** How a window moves over an image of any number of spatial axes. */
export interface Windows {
  /** Spatial sizes of the image. */
  readonly image: readonly number[];
  /** Spatial sizes of what comes out: the positions of the window. */
  readonly positions: readonly number[];
  /** Sizes of the window: its taps. */
  readonly taps: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Padding ahead of each axis. */
  readonly padding: readonly number[];
}

/** The entry of a table for a tap that falls into the padding. */
export const OUTSIDE = -1;

/** The windows of a convolution or pooling over `[height, width]`. */
export function windows2d(info: tf.backend_util.Conv2DInfo): Windows {
  return {
    image: [info.inHeight, info.inWidth],
    positions: [info.outHeight, info.outWidth],
    taps: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    padding: [info.padInfo.top, info.padInfo.left],
  };
}

/** The windows of a convolution or pooling over `[depth, height, width]`. */
export function windows3d(info: tf.backend_util.Conv3DInfo): Windows {
  return {
    image: [info.inDepth, info.inHeight, info.inWidth],
    positions: [info.outDepth, info.outHeight, info.outWidth],
    taps: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    dilations: [info.dilationDepth, info.dilationHeight, info.dilationWidth],
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
  };
}

/** Whether every position reads the pixel of its own index and no other, so that no table is needed. */
export function isPointwise({ image, positions, taps, strides, padding }: Windows): boolean {
  return (
    sizeFromShape(taps) === 1 &&
    strides.every((stride) => stride === 1) &&
    padding.every((before) => before === 0) &&
    image.every((size, axis) => size === positions[axis])
  );
}

/** One axis of the windows, and how far apart in memory its pixels are, in pixels of the next axis or, for the last one, in its units. */
interface Axis {
  readonly size: number;
  readonly steps: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly unit: number;
}

/** The table over one more axis: every entry becomes the entries of the window that moves along it. `width`: taps so far. */
function addAxis(table: Int32Array, width: number, { size, steps, taps, stride, dilation, before, unit }: Axis): Int32Array {
  const finer = new Int32Array(table.length * steps * taps);
  let entry = 0;
  for (let position = 0; position < table.length; position += width) {
    for (let step = 0; step < steps; step++) {
      for (let outer = 0; outer < width; outer++) {
        const start = table[position + outer] ?? OUTSIDE;
        let coordinate = step * stride - before;
        for (let tap = 0; tap < taps; tap++) {
          const inside = start !== OUTSIDE && coordinate >= 0 && coordinate < size;
          finer[entry++] = inside ? (start + coordinate) * unit : OUTSIDE;
          coordinate += dilation;
        }
      }
    }
  }
  return finer;
}

/**
 * `[positions, taps]`: which pixel of the image each tap of the window reads at each position, times `pixelSize`; −1 where it falls into
 * the padding.
 */
export function tapTable({ image, positions, taps, strides, dilations, padding }: Windows, pixelSize: number): Int32Array {
  let table: Int32Array = new Int32Array(1);
  let width = 1;
  for (const [axis, size] of image.entries()) {
    const own = taps[axis] ?? 1;
    table = addAxis(table, width, {
      size,
      steps: positions[axis] ?? 1,
      taps: own,
      stride: strides[axis] ?? 1,
      dilation: dilations[axis] ?? 1,
      before: padding[axis] ?? 0,
      unit: image[axis + 1] ?? pixelSize,
    });
    width *= own;
  }
  return table;
}

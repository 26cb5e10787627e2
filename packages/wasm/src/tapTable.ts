import type * as tf from '@tensorflow/tfjs';

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

/** Number of pixels, positions or taps. */
export const volume = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);

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
    volume(taps) === 1 &&
    strides.every((stride) => stride === 1) &&
    padding.every((before) => before === 0) &&
    image.every((size, axis) => size === positions[axis])
  );
}

/**
 * `[positions, taps]`: which pixel of the image each tap of the window reads at each position, times `pixelSize`; −1 where it falls into
 * the padding.
 */
export function tapTable(windows: Windows, pixelSize: number): Int32Array {
  const { image, positions, taps, strides, dilations, padding } = windows;
  const table = new Int32Array(volume(positions) * volume(taps));
  let entry = 0;
  const axes = image.length;
  const walkTaps = (axis: number, at: readonly number[], pixel: number): void => {
    if (axis === axes) {
      table[entry++] = pixel < 0 ? -1 : pixel * pixelSize;
      return;
    }
    const [count, size] = [taps[axis] ?? 1, image[axis] ?? 1];
    const start = (at[axis] ?? 0) * (strides[axis] ?? 1) - (padding[axis] ?? 0);
    for (let tap = 0; tap < count; tap++) {
      const coordinate = start + tap * (dilations[axis] ?? 1);
      const inside = pixel >= 0 && coordinate >= 0 && coordinate < size;
      walkTaps(axis + 1, at, inside ? pixel * size + coordinate : -1);
    }
  };
  const walkPositions = (axis: number, at: readonly number[]): void => {
    if (axis === axes) {
      walkTaps(0, at, 0);
      return;
    }
    for (let position = 0; position < (positions[axis] ?? 1); position++) {
      walkPositions(axis + 1, [...at, position]);
    }
  };
  walkPositions(0, []);
  return table;
}

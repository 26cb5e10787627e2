import type { TypedArray } from './plainTensor.js';

/** The number that stands for 1: 255 where numbers are 8-bit intensities, 1 in every other array. */
export const fullIntensity = (data: TypedArray): 1 | 255 =>
  data instanceof Uint8Array || data instanceof Uint8ClampedArray ? 255 : 1;

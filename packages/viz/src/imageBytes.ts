import type { PlainTensor } from '@vaekit-internal/base';
import { formatShape } from './plainTensor.js';

/** How numbers become pixels. */
export interface IntensityRange {
  /** Numbers drawn as black and as white, for data that are not bytes. Default [0, 1]; bytes are always 0..255. */
  readonly range?: readonly [low: number, high: number];
  /**
   * Values outside `range` are clipped. A value that lies outside by more than half of the range is an error, since it
   * usually means another range ([-1,1] or [0,255]), unless this is `true`. Default false.
   */
  readonly clamp?: boolean;
}

/** Turns images into bytes: floats through `range`, bytes as they are; a non-finite pixel is an error. */
export function imageBytes(where: string, name: string, images: PlainTensor, options: IntensityRange): Uint8Array {
  const { data } = images;
  if (data instanceof Uint8Array) return data;
  if (data instanceof Uint8ClampedArray) return new Uint8Array(data.buffer, data.byteOffset, data.length);
  const { range = [0, 1], clamp = false } = options;
  const [low, high] = range;
  if (!Number.isFinite(low) || !Number.isFinite(high) || !(high > low)) {
    throw new RangeError(`${where}: \`range\` is ${formatShape(range)}; expected two finite numbers, the smaller first`);
  }
  const slack = clamp ? Infinity : (high - low) / 2;
  const perImage = data.length / images.shape[0]!;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `${where}: \`${name}\` holds ${value} in image ${Math.floor(i / perImage)}; every pixel must be finite, so look for the step that made it`,
      );
    }
    if (value < low - slack || value > high + slack) {
      throw new RangeError(
        `${where}: \`${name}\` holds ${value} in image ${Math.floor(i / perImage)} but \`range\` is ${formatShape(range)}; pass the range of the data, or clamp: true`,
      );
    }
    out[i] = Math.round((255 * (Math.min(high, Math.max(low, value)) - low)) / (high - low));
  }
  return out;
}

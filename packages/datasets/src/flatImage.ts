import type { PngImage } from './png.js';

/** An opaque image: gray, one number a pixel, or RGB. */
export interface FlatImage {
  readonly data: Uint8Array | Uint16Array;
  readonly channels: 1 | 3;
}

/** An image over a background, 0 to 255; gray where every pixel is or gray is asked for, by the luma of ITU-R BT.601, else RGB. The depth stays. */
export function flatImage({ data, width, height, channels }: PngImage, background: number, gray: boolean): FlatImage {
  const plane = width * height;
  const colors = channels >= 3 ? 3 : 1;
  const full = data instanceof Uint16Array ? 65_535 : 255;
  const make = (length: number): Uint8Array | Uint16Array => (full === 255 ? new Uint8Array(length) : new Uint16Array(length));
  let pixels = data;
  if (channels !== colors) {
    const behind = (background * full) / 255;
    pixels = make(plane * colors);
    for (let i = 0; i < plane; i++) {
      const alpha = (data[i * channels + colors] ?? 0) / full;
      for (let c = 0; c < colors; c++)
        pixels[i * colors + c] = Math.round(alpha * (data[i * channels + c] ?? 0) + (1 - alpha) * behind);
    }
  }
  if (colors === 1) return { data: pixels, channels: 1 };
  let colorless = true;
  for (let i = 0; i < pixels.length && colorless; i += 3) colorless = pixels[i] === pixels[i + 1] && pixels[i] === pixels[i + 2];
  if (!gray && !colorless) return { data: pixels, channels: 3 };
  const result = make(plane);
  for (let i = 0; i < plane; i++) {
    // Weights 0.299, 0.587 and 0.114 in 16 fractional bits; they add up to one, so that gray stays as it is.
    const luma = (pixels[3 * i] ?? 0) * 19_595 + (pixels[3 * i + 1] ?? 0) * 38_470 + (pixels[3 * i + 2] ?? 0) * 7471;
    result[i] = Math.floor((luma + 32_768) / 65_536);
  }
  return { data: result, channels: 1 };
}

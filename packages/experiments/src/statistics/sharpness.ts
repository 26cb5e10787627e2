import type { PlainTensor } from '@vaekit-internal/base';

/** How clear images look, in two numbers. */
export interface Sharpness {
  /** The mean over the pixels of `|∇x|`, from a pixel to its neighbors on the right and below. */
  readonly gradient: number;
  /** The share of pixels that are neither dark nor bright: in (0.1, 0.9). */
  readonly gray: number;
}

/** The sharpness of gray images `[n, height, width, 1]` in [0, 1], over all of them. Values outside are clipped, as a screen does. */
export function sharpnessOf({ data, shape }: PlainTensor): Sharpness {
  const [count, height, width] = shape as [number, number, number, number];
  const at = (place: number): number => Math.min(1, Math.max(0, data[place]!));
  let [gradient, gray, edges] = [0, 0, 0];
  for (let image = 0; image < count; image++)
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        const place = (image * height + i) * width + j;
        const value = at(place);
        if (value > 0.1 && value < 0.9) gray++;
        if (i === height - 1 || j === width - 1) continue;
        gradient += Math.hypot(at(place + 1) - value, at(place + width) - value);
        edges++;
      }
  return { gradient: gradient / edges, gray: gray / data.length };
}

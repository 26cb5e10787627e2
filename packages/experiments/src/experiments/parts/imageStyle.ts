import type { PlainTensor } from '@vaekit-internal/base';

/** How a digit is written, whatever digit it is. */
export interface ImageStyle {
  /** How far a stroke moves to the right on each pixel of its way down: `Σ I (x − x̄)(y − ȳ) / Σ I (y − ȳ)²`. */
  readonly slant: number;
  /** About the width of the strokes in pixels: twice the ink over the length of all edges. */
  readonly thickness: number;
}

/** The style of one image, row by row. */
function styleOf(image: ArrayLike<number>, height: number, width: number): ImageStyle {
  const at = (i: number, j: number): number => (i < 0 || j < 0 || i >= height || j >= width ? 0 : image[i * width + j]!);
  let [ink, x, y, xy, yy, edges] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i <= height; i++)
    for (let j = 0; j <= width; j++) {
      const value = at(i, j);
      ink += value;
      x += value * j;
      y += value * i;
      xy += value * i * j;
      yy += value * i * i;
      edges += Math.hypot(value - at(i - 1, j), value - at(i, j - 1));
    }
  return { slant: (xy - (x * y) / ink) / (yy - (y * y) / ink), thickness: (2 * ink) / edges };
}

/** Slant and thickness of gray images `[n, height, width, 1]` in [0, 1]. */
export function imageStyles({ data, shape }: PlainTensor): ImageStyle[] {
  const [count, height, width] = shape as [number, number, number];
  const size = height * width;
  return Array.from({ length: count }, (_, n) => styleOf(data.subarray(n * size, (n + 1) * size), height, width));
}

import type { PlainTensor } from '@vaekit-internal/base';

/** What an image shows when it is taken for a rectangle in its middle. */
export interface RectangleSides {
  readonly width: number;
  readonly height: number;
  /** The squared pixels that the rectangle of these sides leaves over, as a part of all squared pixels. */
  readonly left: number;
}

/** The part of [pixel, pixel + 1] inside an interval of the given length around the middle. */
const covered = (pixel: number, length: number, side: number): number =>
  Math.max(0, Math.min(pixel + 1, (side + length) / 2) - Math.max(pixel, (side - length) / 2));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * The sides of rectangles in the middle of gray images `[n, side, side, 1]`: the greatest sum of a row is the width, that of a column the height. Edges are
 * parts of pixels; a side of less than two pixels is not measured right.
 */
export function rectangleSides({ data, shape }: PlainTensor): RectangleSides[] {
  const [count, side] = shape as [number, number];
  const pixels = Array.from({ length: side }, (_, i) => i);
  return Array.from({ length: count }, (_, n) => {
    const at = (i: number, j: number): number => data[(n * side + i) * side + j]!;
    const width = Math.max(...pixels.map((i) => sum(pixels.map((j) => at(i, j)))));
    const height = Math.max(...pixels.map((j) => sum(pixels.map((i) => at(i, j)))));
    const [across, down] = [width, height].map((length) => pixels.map((pixel) => covered(pixel, length, side))) as [
      number[],
      number[],
    ];
    const errors = pixels.flatMap((i) => pixels.map((j) => (at(i, j) - down[i]! * across[j]!) ** 2));
    return { width, height, left: sum(errors) / sum(pixels.flatMap((i) => pixels.map((j) => at(i, j) ** 2))) };
  });
}

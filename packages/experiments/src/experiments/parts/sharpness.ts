import type { PlainTensor } from '@vaekit-internal/base';

/**
 * How sharp each gray image `[rows, height, width, 1]` is: the root mean square of the differences of neighboring pixels over that of the pixels. Contrast has
 * no part in it; blurring lowers it. An empty image has 0.
 */
export function sharpnessOf({ data, shape }: PlainTensor): number[] {
  const [rows, height, width] = shape as [number, number, number];
  return Array.from({ length: rows }, (_, row) => {
    const at = (i: number, j: number): number => data[(row * height + i) * width + j]!;
    let [steps, ink] = [0, 0];
    for (let i = 0; i < height; i++)
      for (let j = 0; j < width; j++) {
        if (i + 1 < height) steps += (at(i + 1, j) - at(i, j)) ** 2;
        if (j + 1 < width) steps += (at(i, j + 1) - at(i, j)) ** 2;
        ink += at(i, j) ** 2;
      }
    const pairs = (height - 1) * width + height * (width - 1);
    return ink === 0 ? 0 : Math.sqrt(steps / pairs / (ink / (height * width)));
  });
}

import type { PlainTensor } from '@vaekit-internal/base';

/** How far images are from one image. */
export interface ImageSpread {
  readonly center: Float64Array;
  /** The mean of the squared distance. */
  readonly mean: number;
}

/** The mean squared distance of images from one image, by default from their mean, and that image. */
export function imageSpread({ data, shape }: PlainTensor, center?: Float64Array): ImageSpread {
  const [rows, size] = [shape[0]!, data.length / shape[0]!];
  const own = new Float64Array(size);
  for (let i = 0; i < data.length; i++) own[i % size]! += data[i]! / rows;
  const from = center ?? own;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i]! - from[i % size]!) ** 2 / rows;
  return { center: from, mean: sum };
}

import * as tf from '@tensorflow/tfjs';
import { decode, type Vae } from '@vaekit/core';
import { latentManifoldFigure, latentManifoldGrid } from '@vaekit/viz';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** The values that each coordinate of a grid takes, growing. */
export interface ManifoldValues {
  readonly horizontal: readonly number[];
  readonly vertical: readonly number[];
}

/** `side` quantiles of each coordinate of codes `[rows, 2]`, from 2 % to 98 %: crowded places get more of the grid. */
export function quantileValues(codes: ArrayLike<number>, side: number): ManifoldValues {
  const quantiles = (axis: 0 | 1): number[] => {
    const values = Array.from({ length: codes.length / 2 }, (_, row) => codes[2 * row + axis]!).sort((a, b) => a - b);
    return Array.from({ length: side }, (_, i) => values[Math.round((0.02 + (0.96 * i) / (side - 1)) * (values.length - 1))]!);
  };
  return { horizontal: quantiles(0), vertical: quantiles(1) };
}

/** The manifold of a two-dimensional code: a grid of codes, decoded. */
export async function drawManifold(
  model: Vae,
  options: { readonly values: ManifoldValues; readonly label?: number },
): Promise<Drawing> {
  const { values, label = 0 } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn`);
  const rounded = (list: readonly number[]): number[] => list.map((value) => Number(value.toFixed(2)));
  const columnValues = rounded(values.horizontal);
  const rowValues = rounded(values.vertical).reverse();
  const side = columnValues.length;
  const conditioned = model.decoder.inputShapes.length > 1;
  const images = await takeNumbers(
    tf.tidy(() => {
      const codes = tf.tensor2d(rowValues.flatMap((second) => columnValues.map((first) => [first, second])));
      return decode(model, codes, conditioned ? { labels: Array.from({ length: side * side }, () => label) } : {});
    }),
  );
  return {
    caption:
      'Codes of the plane, decoded where they lie, spaced by the quantiles of the test codes: crowded places get more room.',
    alt: `${side} by ${side} decoded codes of the latent plane.`,
    svg: () => latentManifoldFigure(images, { columnValues, rowValues, axisTitles: ['z₀', 'z₁'], clamp: true }),
    raster: (scale) => latentManifoldGrid(images, { clamp: true, scale }),
  };
}

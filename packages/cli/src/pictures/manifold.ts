import * as tf from '@tensorflow/tfjs';
import { decode, type Vae } from '@vaekit/core';
import { latentManifoldFigure, latentManifoldGrid } from '@vaekit/viz';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** The extent of the plane that is decoded, first and last value of each coordinate. */
export interface ManifoldExtent {
  readonly horizontal: readonly [number, number];
  readonly vertical: readonly [number, number];
}

/** The middle 96 % of each coordinate of codes `[rows, 2]`. */
export function extentOf(codes: ArrayLike<number>): ManifoldExtent {
  const range = (axis: 0 | 1): [number, number] => {
    const values = Array.from({ length: codes.length / 2 }, (_, row) => codes[2 * row + axis]!).sort((a, b) => a - b);
    const at = (share: number): number => values[Math.round(share * (values.length - 1))]!;
    return [at(0.02), at(0.98)];
  };
  return { horizontal: range(0), vertical: range(1) };
}

/** The manifold of a two-dimensional code: evenly spaced codes, decoded. */
export async function drawManifold(model: Vae, options: { readonly extent: ManifoldExtent; readonly side?: number; readonly label?: number }): Promise<Drawing> {
  const { extent, side = 15, label = 0 } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn`);
  const values = ([low, high]: readonly [number, number]): number[] => Array.from({ length: side }, (_, i) => Number((low + ((high - low) * i) / (side - 1)).toFixed(3)));
  const columnValues = values(extent.horizontal);
  const rowValues = values(extent.vertical).reverse();
  const conditioned = model.decoder.inputShapes.length > 1;
  const images = await takeNumbers(
    tf.tidy(() => {
      const codes = tf.tensor2d(rowValues.flatMap((second) => columnValues.map((first) => [first, second])));
      return decode(model, codes, conditioned ? { labels: Array.from({ length: side * side }, () => label) } : {});
    }),
  );
  return {
    caption: 'Evenly spaced codes of the plane, decoded where they lie.',
    alt: `${side} by ${side} decoded codes of the latent plane.`,
    svg: () => latentManifoldFigure(images, { columnValues, rowValues, axisTitles: ['z₀', 'z₁'], clamp: true }),
    raster: (scale) => latentManifoldGrid(images, { clamp: true, scale }),
  };
}

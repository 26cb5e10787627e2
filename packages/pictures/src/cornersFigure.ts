import { interpolateGrid, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure } from '@vaekit/viz';
import { type Figure, requireImages } from './figure.js';
import type { InterpolationFigureOptions } from './interpolationFigure.js';
import { decoded } from './numbers.js';

/**
 * A grid between four codes: top left, top right, bottom left, bottom right; `steps` images a side (9), decoded under the class `label` (0)
 * where the decoder sees one.
 *
 * @throws Error when examples are not images
 */
export async function cornersFigure(
  model: Vae,
  corners: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  options: Pick<InterpolationFigureOptions, 'steps' | 'method'> & { readonly label?: number | undefined } = {},
): Promise<Figure> {
  const { steps = 9, method = 'linear', label } = options;
  requireImages('cornersFigure', model);
  const images = await decoded(model, () => interpolateGrid(corners, { rows: steps, columns: steps, method }), label);
  return {
    caption: 'Decoded codes between the codes of four test examples, which are at the corners.',
    alt: `A grid of ${steps} by ${steps} images between four examples.`,
    svg: () => imageGridFigure(images, { columns: steps, clamp: true, title: 'Interpolation between four examples' }),
    raster: (scale) => imageGrid(images, { columns: steps, clamp: true, scale }),
  };
}

import { interpolateGrid, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure } from '@vaekit/viz';
import { type Figure, requireImages } from './figure.js';
import { decoded } from './numbers.js';

/** Options of {@link cornersFigure}. */
export interface CornersFigureOptions {
  /** Images along each side. Default 9. */
  readonly steps?: number;
  /** Default `'linear'`; the ways are those of `interpolateGrid` of `@vaekit/core`. */
  readonly method?: 'linear' | 'spherical';
  /** The class to decode under, where the decoder sees one. Default 0. */
  readonly label?: number | undefined;
}

/** A grid between four codes: top left, top right, bottom left, bottom right. @throws Error when examples are not images */
export async function cornersFigure(
  model: Vae,
  corners: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  options: CornersFigureOptions = {},
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

import * as tf from '@tensorflow/tfjs';
import type { Vae } from '@vaekit/core';
import { latentManifoldFigure, latentManifoldGrid } from '@vaekit/viz';
import type { Codes } from './codes.js';
import { type Figure, requireImages } from './figure.js';
import { decoded } from './numbers.js';

/** The part of the plane that is decoded: first and last value of each coordinate. */
export interface ManifoldExtent {
  readonly horizontal: readonly [number, number];
  readonly vertical: readonly [number, number];
}

/** Options of {@link manifoldFigure}. */
export interface ManifoldFigureOptions {
  /** Default −2 to 2 on both axes, where N(0, I) has its mass. */
  readonly extent?: ManifoldExtent;
  /** Images along each side. Default 15. */
  readonly side?: number;
  /** The class to decode under, where the decoder sees one. Default 0. */
  readonly label?: number;
}

/** Images along each side unless it is said. */
const SIDE = 15;

/** About the middle of a range, as many values apart by a round number, the smallest that spans it. */
function roundRange([low, high]: readonly [number, number]): [number, number] {
  const least = Math.max((high - low) / (SIDE - 1), 1e-6);
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 1.5, 2, 2.5, 3, 4, 5, 6, 8].find((factor) => factor * power >= least) ?? 10);
  const first = Math.round((low + high) / 2 / step) - (SIDE - 1) / 2;
  return [first * step, (first + SIDE - 1) * step];
}

/** The middle 96 % of each coordinate of codes of width 2, widened until the places of the images are round numbers. */
export function extentOf({ mean: codes }: Pick<Codes, 'mean'>): ManifoldExtent {
  const range = (axis: 0 | 1): [number, number] => {
    const values = Array.from({ length: codes.length / 2 }, (_, row) => codes[2 * row + axis]!).sort((a, b) => a - b);
    const at = (share: number): number => values[Math.round(share * (values.length - 1))]!;
    return [at(0.02), at(0.98)];
  };
  return { horizontal: roundRange(range(0)), vertical: roundRange(range(1)) };
}

/** The manifold of a two-dimensional code: evenly spaced codes, decoded. @throws Error when examples are not images, or the code has another width */
export async function manifoldFigure(model: Vae, options: ManifoldFigureOptions = {}): Promise<Figure> {
  const { extent = { horizontal: [-2, 2], vertical: [-2, 2] }, side = SIDE, label } = options;
  requireImages('manifoldFigure', model);
  if (model.latent.join() !== '2')
    throw new Error(
      `manifoldFigure: a code has shape [${model.latent.join(',')}]; expected [2], a plane that can be drawn whole`,
    );
  const values = ([low, high]: readonly [number, number]): number[] =>
    Array.from({ length: side }, (_, i) => Number((low + ((high - low) * i) / (side - 1)).toFixed(3)));
  const columnValues = values(extent.horizontal);
  const rowValues = values(extent.vertical).reverse();
  const images = await decoded(
    model,
    () => tf.tensor2d(rowValues.flatMap((second) => columnValues.map((first) => [first, second]))),
    label,
  );
  return {
    caption: 'Evenly spaced codes of the plane, decoded where they lie.',
    alt: `${side} by ${side} decoded codes of the latent plane.`,
    title: 'Manifold',
    svg: (form) => latentManifoldFigure(images, { columnValues, rowValues, axisTitles: ['z₀', 'z₁'], clamp: true, ...form }),
    raster: (scale) => latentManifoldGrid(images, { clamp: true, scale }),
  };
}

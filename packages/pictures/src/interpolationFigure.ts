import * as tf from '@tensorflow/tfjs';
import { interpolate, type Vae } from '@vaekit/core';
import { interpolationFigure as labeledStrip, interpolationGif, interpolationStrip } from '@vaekit/viz';
import { intensities, type LabeledExamples, rowsOf } from './examples.js';
import { type Figure, requireImages } from './figure.js';
import { decoded, type Numbers } from './numbers.js';
import type { Path } from './pathsBetween.js';

/** Options of {@link interpolationFigure}. */
export interface InterpolationFigureOptions {
  /** Images of a path, both ends included. Default 9. */
  readonly steps?: number;
  /** Frames of the film in one direction. Default 24. */
  readonly frames?: number;
  /** The examples that the codes are of: those of each path are shown at its ends, if it knows their rows. */
  readonly examples?: LabeledExamples | undefined;
  /** Default `'linear'`; the ways are those of `interpolate` of `@vaekit/core`. */
  readonly method?: 'linear' | 'spherical';
}

/** Interpolations: a strip for each path, and an animation of all side by side. @throws Error when examples are not images */
export async function interpolationFigure(
  model: Vae,
  paths: readonly Path[],
  options: InterpolationFigureOptions = {},
): Promise<Figure> {
  const { steps = 9, frames = 24, method = 'linear' } = options;
  requireImages('interpolationFigure', model);
  const walk = (length: number): Promise<Numbers> =>
    decoded(
      model,
      () => tf.concat(paths.map(({ from, to }) => interpolate(from, to, { steps: length, method }))),
      paths.flatMap(({ label = 0 }) => Array.from({ length }, () => label)),
    );
  const strip = await walk(steps);
  const film = await walk(frames);
  const rows = paths.flatMap(({ rows: own }) => own ?? []);
  const originals =
    options.examples === undefined || rows.length < 2 * paths.length
      ? {}
      : { originals: intensities(rowsOf(options.examples, rows).x) };
  const ends = 'originals' in originals ? ' Outermost are the examples themselves.' : '';
  const names = paths.map(({ name }) => name);
  return {
    caption: `Decoded codes on the ${method === 'linear' ? 'straight line' : 'great circle'} between the codes of two test examples, a pair in a row.${ends}`,
    alt: `Interpolations ${names.join('; ')}.`,
    svg: (form) => labeledStrip(strip, { steps, ...originals, rowLabels: names, clamp: true, ...form }),
    raster: (scale) => interpolationStrip(strip, { steps, ...originals, clamp: true, scale }),
    gif: (scale) => interpolationGif(film, { steps: frames, clamp: true, scale }),
  };
}

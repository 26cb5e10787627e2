import * as tf from '@tensorflow/tfjs';
import { traverse, type Vae } from '@vaekit/core';
import { traversalFigure as labeledGrid, traversalGrid } from '@vaekit/viz';
import { type Figure, requireImages } from './figure.js';
import { decoded } from './numbers.js';
import { traversalStart, type TraversalStart } from './traversalStart.js';

/** Options of {@link traversalFigure}. */
export interface TraversalFigureOptions {
  /** Default: what `traversalStart(model)` gives. */
  readonly start?: TraversalStart;
  /** Default: the first ten; `topDimensions(codes, 10)` gives those that carry most. */
  readonly dimensions?: readonly number[];
  /** First and last value, in standard deviations of the codes where the start has `deviations`. Default −3 and 3. */
  readonly from?: number;
  readonly to?: number;
  /** Default 9. */
  readonly steps?: number;
  /** Add the values to the start's own instead of putting them in their place. Default: where no `start` is given and the model has classes. Always with `deviations`. */
  readonly relative?: boolean;
}

const subscript = (index: number): string =>
  [...String(index)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');

/** Latent traversals: one dimension in a row, the others as they are at the start. @throws Error when examples are not images */
export async function traversalFigure(model: Vae, options: TraversalFigureOptions = {}): Promise<Figure> {
  requireImages('traversalFigure', model);
  const { from = -3, to = 3, steps = 9, relative = options.start === undefined && model.classes !== undefined } = options;
  const { code, name, label, deviations } = options.start ?? (await traversalStart(model));
  const { dimensions = Array.from({ length: Math.min(10, code.length) }, (_, i) => i) } = options;
  const walk = { dimensions, from, to, steps };
  const codes = (): tf.Tensor =>
    deviations === undefined
      ? traverse(code, { ...walk, relative })
      : tf.add(code, tf.mul(traverse(new Float32Array(code.length), walk), deviations));
  const images = await decoded(model, codes, label);
  const values = Array.from({ length: steps }, (_, i) =>
    Number((steps === 1 ? (from + to) / 2 : from + ((to - from) * i) / (steps - 1)).toFixed(3)),
  );
  const rowLabels = dimensions.map((dimension) => `z${subscript(dimension)}`);
  return {
    caption: `One dimension of the code at a time, from ${name}; the others stay.${deviations === undefined ? '' : ' The steps are standard deviations of the codes of examples.'}`,
    alt: `Traversals of the dimensions ${rowLabels.join(', ')}.`,
    svg: (form) =>
      labeledGrid(images, {
        ...form,
        values,
        rowLabels,
        clamp: true,
        columnTitle:
          deviations === undefined
            ? relative
              ? 'added to the dimension'
              : 'value of the dimension'
            : 'standard deviations added',
      }),
    raster: (scale) =>
      traversalGrid(images, { steps, rowLabels: dimensions.map((dimension) => `z${dimension}`), clamp: true, scale }),
  };
}

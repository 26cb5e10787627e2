import * as tf from '@tensorflow/tfjs';
import { decode, traverse, type Vae } from '@vaekit/core';
import { traversalFigure, traversalGrid } from '@vaekit/viz';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** Where a traversal starts and how it goes. */
export interface TraversalOptions {
  readonly start: Float32Array;
  /** What the start is, for the caption. */
  readonly startName: string;
  readonly label?: number | undefined;
  readonly dimensions: readonly number[];
  readonly from?: number;
  readonly to?: number;
  readonly steps?: number;
  /** Add the values to the start's own instead of putting them in their place. */
  readonly relative?: boolean;
}

const subscript = (index: number): string => [...String(index)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('');

/** Latent traversals: one dimension in a row. */
export async function drawTraversal(model: Vae, options: TraversalOptions): Promise<Drawing> {
  const { start, startName, label = 0, dimensions, from = -3, to = 3, steps = 9, relative = false } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; traverse needs images`);
  const conditioned = model.decoder.inputShapes.length > 1;
  const images = await takeNumbers(
    tf.tidy(() => {
      const codes = traverse(start, { dimensions, from, to, steps, relative });
      const rows = codes.shape[0];
      return decode(model, tf.reshape(codes, [rows, ...model.latent]), conditioned ? { labels: Array.from({ length: rows }, () => label) } : {});
    }),
  );
  const values = Array.from({ length: steps }, (_, i) => Number((steps === 1 ? (from + to) / 2 : from + ((to - from) * i) / (steps - 1)).toFixed(3)));
  const rowLabels = dimensions.map((dimension) => `z${subscript(dimension)}`);
  return {
    caption: `One dimension of the code at a time, from ${startName}; the others stay.`,
    alt: `Traversals of the dimensions ${rowLabels.join(', ')}.`,
    svg: () => traversalFigure(images, { values, rowLabels, clamp: true, columnTitle: relative ? 'added to the dimension' : 'value of the dimension' }),
    raster: (scale) => traversalGrid(images, { steps, rowLabels: dimensions.map((dimension) => `z${dimension}`), clamp: true, scale }),
  };
}

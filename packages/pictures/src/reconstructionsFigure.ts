import * as tf from '@tensorflow/tfjs';
import { reconstruct, type Vae } from '@vaekit/core';
import { reconstructionFigure, reconstructionGrid } from '@vaekit/viz';
import { intensities, type LabeledExamples } from './examples.js';
import { type Figure, requireImages } from './figure.js';
import { takeNumbers } from './numbers.js';

/** Options of {@link reconstructionsFigure}. */
export interface ReconstructionsFigureOptions {
  /** Draw the code from q(z|x) with this seed. Default: its center. */
  readonly seed?: number | undefined;
  /** What part of the data the examples are of, for the caption. Default `'test'`. */
  readonly split?: string;
}

/** Examples above their reconstructions. @throws Error when examples are not images, or do not fit the model */
export async function reconstructionsFigure(
  model: Vae,
  examples: LabeledExamples,
  options: ReconstructionsFigureOptions = {},
): Promise<Figure> {
  const { seed, split = 'test' } = options;
  requireImages('reconstructionsFigure', model);
  const x = intensities(examples.x);
  const output = await takeNumbers(
    tf.tidy(() => reconstruct(model, tf.tensor(x.data, [...x.shape]), { labels: examples.y, draw: seed !== undefined, seed })),
  );
  const columns = Math.min(10, x.shape[0]!);
  return {
    caption: `Examples of the ${split} split, each above its reconstruction through ${seed === undefined ? 'its code' : `a draw from q(z|x), seed ${seed}`}.`,
    alt: `${x.shape[0]} examples with their reconstructions below.`,
    svg: (form) => reconstructionFigure(x, output, { columns, clamp: true, ...form }),
    raster: (scale) => reconstructionGrid(x, output, { columns, clamp: true, scale }),
  };
}

import * as tf from '@tensorflow/tfjs';
import { reconstruct, type Vae } from '@vaekit/core';
import { reconstructionFigure, reconstructionGrid } from '@vaekit/viz';
import type { ExampleArrays } from '../data/exampleArrays.js';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** Examples above their reconstructions; with `seed` through a draw of the code instead of its center. */
export async function drawReconstructions(
  model: Vae,
  examples: ExampleArrays,
  options: { readonly seed?: number | undefined; readonly split?: string } = {},
): Promise<Drawing> {
  const { split = 'test' } = options;
  const { x, y } = examples;
  if (!isImage(model.event))
    throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; reconstruct needs images`);
  const input = tf.tensor(x.data, [...x.shape]);
  const output = await takeNumbers(reconstruct(model, input, { ...(y === undefined ? {} : { labels: y }), seed: options.seed }));
  input.dispose();
  const columns = Math.min(10, x.shape[0]!);
  return {
    caption: `Examples of the ${split} split, each above its reconstruction through ${options.seed === undefined ? 'the mean of q(z|x)' : `a draw from q(z|x), seed ${options.seed}`}.`,
    alt: `${x.shape[0]} examples with their reconstructions below.`,
    svg: () => reconstructionFigure(x, output, { columns, clamp: true }),
    raster: (scale) => reconstructionGrid(x, output, { columns, clamp: true, scale }),
  };
}

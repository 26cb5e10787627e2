import * as tf from '@tensorflow/tfjs';
import { type PlainTensor, sample, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure } from '@vaekit/viz';
import { intensities, type LabeledExamples } from './examples.js';
import type { Figure } from './figure.js';
import { type Numbers, takeNumbers } from './numbers.js';

/** Whole images, `[rows, height, width, channels]`, of their learned parts `[rows, …]` and of those that a model is given. */
export type WholeImages = (learned: PlainTensor, given: PlainTensor) => Numbers;

/** Options of {@link completionsFigure}. */
export interface CompletionsFigureOptions {
  /** Examples, one in a row. Default 10. */
  readonly count?: number | undefined;
  /** Completions of each. Default 8. */
  readonly draws?: number | undefined;
  /** Of the codes. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Images of which a model is given a part: in each row that part, completions at codes from p(z|c), and the truth.
 *
 * @param examples the learned parts of images, and as their `condition` the parts that are given
 */
export async function completionsFigure(
  model: Vae,
  examples: LabeledExamples,
  whole: WholeImages,
  options: CompletionsFigureOptions = {},
): Promise<Figure> {
  const { draws = 8, seed = 0 } = options;
  const { data, shape } = intensities(examples.x);
  const count = Math.min(options.count ?? 10, shape[0]!);
  const condition = examples.condition!;
  const [size, width] = [data.length / shape[0]!, condition.data.length / shape[0]!];
  const columns = draws + 2;
  const parts = new Float32Array(count * columns * size);
  const given = new Float32Array(count * columns * width);
  for (let row = 0; row < count; row++)
    for (let column = 0; column < columns; column++)
      for (let i = 0; i < width; i++) given[(row * columns + column) * width + i] = condition.data[row * width + i]!;
  const made = await takeNumbers(
    tf.tidy(() => sample(model, { count: count * columns, labels: tf.tensor2d(given, [count * columns, width]), seed })),
  );
  for (let at = 0; at < count * columns; at++) {
    const [row, column] = [Math.floor(at / columns), at % columns];
    // What is not given is gray, in the middle of black and white.
    if (column === 0) parts.fill(0.5, at * size, (at + 1) * size);
    else if (column === columns - 1) parts.set(data.subarray(row * size, (row + 1) * size), at * size);
    else parts.set(made.data.subarray(at * size, (at + 1) * size), at * size);
  }
  const images = whole({ data: parts, shape: [count * columns, size] }, { data: given, shape: [count * columns, width] });
  const grid = { columns, clamp: true };
  return {
    caption: `In each row what the model is given of a test example, ${draws} completions at codes from the prior (means of p(x|z, c); seed ${seed}), and the truth.`,
    alt: `${count} images of which a part is given, with ${draws} completions of each and the whole image at the end of its row.`,
    svg: (form) => imageGridFigure(images, { ...grid, title: 'Completions', description: 'Given, completed, true.', ...form }),
    raster: (scale) => imageGrid(images, { ...grid, scale }),
  };
}

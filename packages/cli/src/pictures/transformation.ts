import * as tf from '@tensorflow/tfjs';
import type { Vae } from '@vaekit/core';
import { transform } from '@vaekit/cvae';
import { imageGrid, imageGridFigure } from '@vaekit/viz';
import type { ExampleArrays } from '../data/exampleArrays.js';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** Examples as members of other classes: the example, then a column for each class. */
export async function drawTransformation(
  model: Vae,
  { x, y }: ExampleArrays,
  options: { readonly to: readonly number[]; readonly classNames: readonly string[]; readonly seed?: number | undefined },
): Promise<Drawing> {
  const { to, classNames, seed } = options;
  if (!isImage(model.event)) throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; transform needs images`);
  if (y === undefined) throw new Error('the data have no labels; transform needs the class of each example');
  const rows = x.shape[0]!;
  const images = await takeNumbers(
    tf.tidy(() => {
      const input = tf.tensor(x.data, [...x.shape]);
      const columns = to.map((label) => transform(model, input, { from: y, to: Array.from({ length: rows }, () => label), seed }));
      // [columns, rows, …] to [rows, columns, …]
      const stacked = tf.stack([input, ...columns], 1);
      return tf.reshape(stacked, [rows * (to.length + 1), ...x.shape.slice(1)]);
    }),
  );
  const columns = to.length + 1;
  const names = to.map((label) => classNames[label] ?? String(label));
  const rowLabels = [...y].map((label) => classNames[label] ?? String(label));
  return {
    caption: 'The example at the left with its code carried over to every other class: what stays is its style.',
    alt: `${rows} examples, each as a member of the classes ${names.join(', ')}.`,
    svg: () =>
      imageGridFigure(images, {
        columns,
        rowLabels,
        columnLabels: ['', ...names],
        rowTitle: 'class of the example',
        columnTitle: 'left: the example; then the class it is carried over to',
        clamp: true,
        title: 'Transformations',
      }),
    raster: (scale) => imageGrid(images, { columns, columnLabels: ['x', ...names], clamp: true, scale }),
  };
}

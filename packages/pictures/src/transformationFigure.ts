import * as tf from '@tensorflow/tfjs';
import type { Vae } from '@vaekit/core';
import { transform } from '@vaekit/cvae';
import { imageGrid, imageGridFigure } from '@vaekit/viz';
import { intensities, type LabeledExamples } from './examples.js';
import { type Figure, requireImages } from './figure.js';
import { takeNumbers } from './numbers.js';

/** Options of {@link transformationFigure}. */
export interface TransformationFigureOptions {
  /** The classes that the examples become. Default: all that the model has. */
  readonly to?: readonly number[];
  readonly classNames?: readonly string[] | undefined;
  /** Draw the code from q(z|x) with this seed. Default: its center. */
  readonly seed?: number | undefined;
}

/** Examples as members of other classes: the example, then a column for each class. @throws Error when examples are not images or have no labels, or the model has no classes */
export async function transformationFigure(
  model: Vae,
  { x: given, y }: LabeledExamples,
  options: TransformationFigureOptions = {},
): Promise<Figure> {
  const { to = Array.from({ length: model.classes ?? 0 }, (_, i) => i), classNames, seed } = options;
  requireImages('transformationFigure', model);
  if (y === undefined) throw new Error('transformationFigure: the examples have no labels; give `y`, the class of each example');
  const x = intensities(given);
  const rows = x.shape[0]!;
  const images = await takeNumbers(
    tf.tidy(() => {
      const input = tf.tensor(x.data, [...x.shape]);
      const columns = to.map((label) =>
        transform(model, input, { from: y, to: Array.from({ length: rows }, () => label), draw: seed !== undefined, seed }),
      );
      // [columns, rows, …] to [rows, columns, …]
      const stacked = tf.stack([input, ...columns], 1);
      return tf.reshape(stacked, [rows * (to.length + 1), ...x.shape.slice(1)]);
    }),
  );
  const columns = to.length + 1;
  const nameOf = (label: number): string => classNames?.[label] ?? String(label);
  const names = to.map(nameOf);
  return {
    caption: 'The example at the left with its code carried over to every other class: what stays is its style.',
    alt: `${rows} examples, each as a member of the classes ${names.join(', ')}.`,
    svg: (form) =>
      imageGridFigure(images, {
        ...form,
        columns,
        rowLabels: Array.from(y, nameOf),
        columnLabels: ['', ...names],
        rowTitle: 'class of the example',
        columnTitle: 'left: the example; then the class it is carried over to',
        clamp: true,
        title: 'Transformations',
      }),
    raster: (scale) => imageGrid(images, { columns, columnLabels: ['x', ...names], clamp: true, scale }),
  };
}

import { sample, type SampleOptions, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure, latentScatter, samplesByClassFigure, samplesByClassGrid } from '@vaekit/viz';
import { type Figure, isImage } from './figure.js';
import { takeNumbers } from './numbers.js';

/** Options of {@link samplesFigure}; `temperature`, `seed` and `draw` are those of `sample` of `@vaekit/core`. */
export interface SamplesFigureOptions extends Pick<SampleOptions, 'temperature' | 'seed' | 'draw'> {
  /** Samples, of each class where there are any. Default 10 of each class, else 64; of points 400. */
  readonly count?: number | undefined;
  /** The classes to sample. Default: all that the model has. */
  readonly classes?: readonly number[] | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** Images in a row, where there are no classes. */
  readonly columns?: number | undefined;
}

/** Samples of a model: a row for each class, a grid where it has none, a scatter where examples are points of the plane; of others, the numbers. */
export async function samplesFigure(model: Vae, options: SamplesFigureOptions = {}): Promise<Figure> {
  const { temperature = 1, seed = 0, draw = false, columns } = options;
  const { classes = model.classes === undefined ? undefined : Array.from({ length: model.classes }, (_, i) => i) } = options;
  const images = isImage(model.event);
  const { count = images ? (classes === undefined ? 64 : 10) : 400 } = options;
  const labels = classes?.flatMap((label) => Array.from({ length: count }, () => label));
  const total = labels?.length ?? count;
  const samples = await takeNumbers(sample(model, { count: total, temperature, seed, draw, labels }));
  const names = classes?.map((label) => options.classNames?.[label] ?? String(label));
  const how = `${draw ? 'Draws from' : 'Means of'} p(x|z) at codes from the prior${temperature === 1 ? '' : `, its standard deviation times ${temperature}`}; seed ${seed}.`;
  const size = samples.data.length / total;
  const table = (): ReturnType<NonNullable<Figure['table']>> => ({
    columns: [...(labels === undefined ? [] : ['class']), ...Array.from({ length: size }, (_, i) => `x${i}`)],
    rows: Array.from({ length: total }, (_, row) => [
      ...(labels === undefined ? [] : [labels[row]!]),
      ...samples.data.subarray(row * size, (row + 1) * size),
    ]),
  });
  if (images && names !== undefined) {
    const rows = { perClass: count, classes: names.length, classNames: names, clamp: true };
    return {
      caption: `One class in a row. ${how}`,
      alt: `${count} samples of each of the classes ${names.join(', ')}.`,
      svg: (form) => samplesByClassFigure(samples, { ...rows, title: 'Samples by class', ...form }),
      raster: (scale) => samplesByClassGrid(samples, { ...rows, scale }),
      table,
    };
  }
  if (images) {
    const grid = { clamp: true, ...(columns === undefined ? {} : { columns }) };
    return {
      caption: how,
      alt: `${total} samples of the model.`,
      svg: (form) =>
        imageGridFigure(samples, { ...grid, title: 'Samples', description: `${total} independent samples.`, ...form }),
      raster: (scale) => imageGrid(samples, { ...grid, scale }),
      table,
    };
  }
  return {
    caption: `In the plane of the data. ${how}`,
    alt: `A scatter of ${total} samples.`,
    svg: (form) => {
      if (model.event.join() !== '2')
        throw new Error(
          `samplesFigure: examples of shape [${model.event.join(',')}] cannot be drawn; take the numbers, \`table()\``,
        );
      return latentScatter({
        points: { data: samples.data, shape: [total, 2] },
        ...(names === undefined
          ? {}
          : { labels: Array.from({ length: total }, (_, i) => Math.floor(i / count)), classNames: names }),
        axisTitles: ['x₀', 'x₁'],
        title: 'Samples',
        description: `${total} samples of the model.`,
        ...form,
      });
    },
    table,
  };
}

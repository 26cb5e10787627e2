import { sample, type SampleOptions, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure, latentScatter, samplesByClassFigure, samplesByClassGrid } from '@vaekit/viz';
import { type Figure, isImage } from './figure.js';
import { type Numbers, takeNumbers } from './numbers.js';

/** Options of {@link samplesFigure}; `temperature`, `seed` and `drawEvent` are those of `sample` of `@vaekit/core`. */
export interface SamplesFigureOptions extends Pick<SampleOptions, 'temperature' | 'seed' | 'drawEvent'> {
  /** Samples, of each class where there are `classes`. Default 10 of each class, else 64 images or 400 points. */
  readonly count?: number | undefined;
  /** The classes to sample. Default: all that the model has. */
  readonly classes?: readonly number[] | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** Images in a row, where there are no classes. */
  readonly columns?: number | undefined;
}

/** What has been drawn: the samples, their classes, and in a sentence how. */
interface Drawn {
  readonly samples: Numbers;
  readonly total: number;
  readonly perClass: number;
  readonly classes: readonly number[] | undefined;
  readonly names: readonly string[];
  readonly how: string;
}

/** Samples of a model: a row for each class, a grid where it has none, a scatter where examples are points of the plane; numbers in any case. */
export async function samplesFigure(model: Vae, options: SamplesFigureOptions = {}): Promise<Figure> {
  const { classNames, temperature = 1, seed = 0, drawEvent = false, columns } = options;
  const { classes = model.classes === undefined ? undefined : Array.from({ length: model.classes }, (_, i) => i) } = options;
  const images = isImage(model.event);
  const { count = images ? (classes === undefined ? 64 : 10) : 400 } = options;
  const labels = classes?.flatMap((label) => Array.from({ length: count }, () => label));
  const total = labels?.length ?? count;
  const drawn: Drawn = {
    samples: await takeNumbers(sample(model, { count: total, temperature, seed, drawEvent, labels })),
    total,
    perClass: count,
    classes,
    names: classes?.map((label) => classNames?.[label] ?? String(label)) ?? [],
    how: `${drawEvent ? 'Draws from' : 'Means of'} p(x|z) at codes from the prior${temperature === 1 ? '' : `, its standard deviation times ${temperature}`}; seed ${seed}.`,
  };
  if (images) return classes === undefined ? grid(drawn, columns) : rows(drawn);
  if (model.event.join() === '2') return points(drawn);
  return {
    ...common(drawn, 'Samples.', `${total} samples of the model.`),
    svg: () => {
      throw new Error(
        `samplesFigure: examples of shape [${model.event.join(',')}] cannot be drawn; take the numbers, \`table()\``,
      );
    },
  };
}

function common(
  { samples, total, perClass, classes, how }: Drawn,
  what: string,
  alt: string,
): Required<Pick<Figure, 'alt' | 'caption' | 'table'>> {
  const size = samples.data.length / total;
  const label = (row: number): number[] => (classes === undefined ? [] : [classes[Math.floor(row / perClass)]!]);
  return {
    caption: `${what} ${how}`,
    alt,
    table: () => ({
      columns: [...(classes === undefined ? [] : ['class']), ...Array.from({ length: size }, (_, i) => `x${i}`)],
      rows: Array.from({ length: total }, (_, row) => [...label(row), ...samples.data.subarray(row * size, (row + 1) * size)]),
    }),
  };
}

function rows(drawn: Drawn): Figure {
  const { samples, perClass, names } = drawn;
  const options = { perClass, classes: names.length, classNames: names, clamp: true };
  return {
    ...common(drawn, 'Samples by class, one class in a row.', `${perClass} samples of each of the classes ${names.join(', ')}.`),
    svg: () => samplesByClassFigure(samples, { ...options, title: 'Samples by class' }),
    raster: (scale) => samplesByClassGrid(samples, { ...options, scale }),
  };
}

function grid(drawn: Drawn, columns: number | undefined): Figure {
  const { samples, total } = drawn;
  const options = { clamp: true, ...(columns === undefined ? {} : { columns }) };
  return {
    ...common(drawn, 'Samples.', `${total} samples of the model.`),
    svg: () => imageGridFigure(samples, { ...options, title: 'Samples', description: `${total} independent samples.` }),
    raster: (scale) => imageGrid(samples, { ...options, scale }),
  };
}

function points(drawn: Drawn): Figure {
  const { samples, total, perClass, classes, names } = drawn;
  return {
    ...common(drawn, 'Samples in the plane of the data.', `A scatter of ${total} samples.`),
    svg: () =>
      latentScatter({
        points: { data: samples.data, shape: [total, 2] },
        ...(classes === undefined
          ? {}
          : { labels: Array.from({ length: total }, (_, i) => Math.floor(i / perClass)), classNames: names }),
        axisTitles: ['x₀', 'x₁'],
        title: 'Samples',
        description: `${total} samples of the model.`,
      }),
  };
}

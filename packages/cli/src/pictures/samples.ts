import { sample, type Vae } from '@vaekit/core';
import { imageGrid, imageGridFigure, latentScatter, samplesByClassFigure, samplesByClassGrid } from '@vaekit/viz';
import { type Drawing, isImage, takeNumbers } from './drawing.js';

/** What is drawn from a model. */
export interface SamplesOptions {
  /** Samples, of each class where there are `classes`. */
  readonly count: number;
  /** The classes to sample, for a model that has some. */
  readonly classes?: readonly number[];
  readonly classNames?: readonly string[];
  readonly temperature?: number;
  readonly seed?: number;
  /** Draw the pixels too, instead of taking their mean. */
  readonly drawEvent?: boolean;
  readonly columns?: number;
}

/** Samples: a row for each class, a grid without classes, a scatter where examples are points. */
export async function drawSamples(model: Vae, options: SamplesOptions): Promise<Drawing> {
  const { count, classes, classNames, temperature = 1, seed = 0, drawEvent = false, columns } = options;
  const labels = classes?.flatMap((label) => Array.from({ length: count }, () => label));
  const total = labels?.length ?? count;
  const images = await takeNumbers(
    sample(model, { count: total, temperature, seed, draw: drawEvent, ...(labels === undefined ? {} : { labels }) }),
  );
  const names = classes?.map((label) => classNames?.[label] ?? String(label));
  const how = `${drawEvent ? 'Draws from' : 'Means of'} p(x|z) at codes from the prior${temperature === 1 ? '' : `, its standard deviation times ${temperature}`}; seed ${seed}.`;
  const table = (): ReturnType<NonNullable<Drawing['table']>> => {
    const size = images.data.length / total;
    return {
      columns: [...(labels === undefined ? [] : ['class']), ...Array.from({ length: size }, (_, i) => `x${i}`)],
      rows: Array.from({ length: total }, (_, row) => [
        ...(labels === undefined ? [] : [labels[row]!]),
        ...images.data.subarray(row * size, (row + 1) * size),
      ]),
    };
  };
  if (names !== undefined && isImage(model.event)) {
    return {
      caption: `Samples by class, one class in a row. ${how}`,
      alt: `${count} samples of each of the classes ${names.join(', ')}.`,
      svg: () =>
        samplesByClassFigure(images, {
          perClass: count,
          classes: names.length,
          classNames: names,
          clamp: true,
          title: 'Samples by class',
        }),
      raster: (scale) =>
        samplesByClassGrid(images, { perClass: count, classes: names.length, classNames: names, clamp: true, scale }),
      table,
    };
  }
  if (isImage(model.event)) {
    const grid = { clamp: true, ...(columns === undefined ? {} : { columns }) };
    return {
      caption: `Samples. ${how}`,
      alt: `${count} samples of the model.`,
      svg: () => imageGridFigure(images, { ...grid, title: 'Samples', description: `${count} independent samples.` }),
      raster: (scale) => imageGrid(images, { ...grid, scale }),
      table,
    };
  }
  if (images.data.length / total !== 2) {
    return {
      caption: `Samples. ${how}`,
      alt: `${total} samples of the model.`,
      svg: () => {
        throw new Error(`examples of shape [${model.event.join(',')}] cannot be drawn; write numbers with --out FILE.csv`);
      },
      table,
    };
  }
  return {
    caption: `Samples in the plane of the data. ${how}`,
    alt: `A scatter of ${total} samples.`,
    svg: () =>
      latentScatter({
        points: { data: images.data, shape: [total, 2] },
        ...(labels === undefined ? {} : { labels: labels.map((label) => classes!.indexOf(label)), classNames: names! }),
        axisTitles: ['x₀', 'x₁'],
        title: 'Samples',
        description: `${total} samples of the model.`,
      }),
    table,
  };
}

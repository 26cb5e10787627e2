import { describe, expect, it } from 'vitest';
import { accuracyCurve } from './accuracyCurve.js';
import { categoryBars } from './categoryBars.js';
import { dotChart } from './dotChart.js';
import { fieldMap } from './fieldMap.js';
import { heatMap } from './heatMap.js';
import { histogramChart } from './histogramChart.js';
import { imageGridFigure } from './imageGridFigure.js';
import { interpolationFigure } from './interpolationFigure.js';
import { klByDimensionChart } from './klByDimensionChart.js';
import { latentManifoldFigure } from './latentManifoldFigure.js';
import { latentScatter } from './latentScatter.js';
import { lineChart } from './lineChart.js';
import { lossCurves } from './lossCurves.js';
import { clusters, rings } from './pictures.test-helper.js';
import { pointChart } from './pointChart.js';
import { reconstructionFigure } from './reconstructionFigure.js';
import { samplesByClassFigure } from './samplesByClassFigure.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers } from './svg.test-helper.js';
import type { Theme } from './theme.js';
import { traversalFigure } from './traversalFigure.js';

const classNames = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'];
const epochs = Array.from({ length: 12 }, (_, index) => index + 1);
const reconstruction = epochs.map((epoch) => 80 + 60 / epoch);
const kl = epochs.map((epoch) => 25 - 12 / epoch);
const loss = epochs.map((_, index) => reconstruction[index]! + kl[index]!);
const later = (values: number[], by: number): number[] => values.map((value, index) => value + by * (1 + index / 8));
const terms = [
  { name: 'loss', values: loss, validation: later(loss, 1) },
  { name: 'reconstruction', values: reconstruction, validation: later(reconstruction, 0.8) },
  { name: 'kl', values: kl, validation: later(kl, 0.2) },
];
const coordinates = Array.from({ length: 5 }, (_, index) => (index - 2) * 1.5);

const bump = (x: number, y: number): number => 1 / (1 + 4 * (x * x + y * y));
const grid = Array.from({ length: 32 * 32 }, (_, index) => {
  const [x, y] = [((index % 32) - 15.5) / 6, (Math.floor(index / 32) - 15.5) / 6];
  return bump(x - 1, y - 1) + 0.5 * bump(x + 1.2, y + 0.5);
});
const codes = clusters(60, 3);
const code = (index: number, axis: 0 | 1): number => codes.points.data[2 * index + axis]!;

/** Each picture is a page of the gallery: a committed SVG beside this package's sources, compared byte by byte. */
const pictures: Record<string, (theme: Theme) => string> = {
  accuracyCurve: (theme) =>
    accuracyCurve({
      series: [{ name: 'nearest mean', values: epochs.map((e) => 1 - 0.5 / e), validation: epochs.map((e) => 0.96 - 0.5 / e) }],
      theme,
    }),
  categoryBars: (theme) =>
    categoryBars({
      label: 'occupation',
      categories: ['Prof-specialty', 'Exec-managerial', 'Craft-repair', '11 others'],
      series: [
        { name: 'real rows', shares: [0.31, 0.24, 0.05, 0.4] },
        { name: 'samples', shares: [0.35, 0.22, 0, 0.43] },
      ],
      theme,
    }),
  dotChart: (theme) =>
    dotChart({
      xLabel: 'squared error per digit',
      rows: [
        { name: 'PCA', values: [13.9, 13.8, 13.9], low: 13.7, high: 14 },
        { name: 'shallow autoencoder', values: [8.1, 8.5, 8.2], low: 7.8, high: 8.8 },
        { name: 'deep autoencoder, pre-trained layer by layer', values: [3.1, 3.6, 4.4], low: 2.1, high: 5.3 },
      ],
      rule: { x: 6.9, label: 'half of PCA' },
      theme,
    }),
  fieldMap: (theme) =>
    fieldMap({
      values: grid,
      shape: [32, 32],
      x: [-2.7, 2.7],
      y: [-2.7, 2.7],
      points: [
        { x: 1, y: 1, class: 0 },
        { x: -1.2, y: -0.5, class: 1 },
      ],
      classes: ['first mean', 'second mean'],
      xLabel: 'z₁',
      yLabel: 'z₂',
      unit: 'density',
      theme,
    }),
  heatMap: (theme) =>
    heatMap({
      values: [
        [8.2, 8.1, 7.9],
        [5.1, 4.6, 4.2],
        [4.7, 4, 3.6],
      ],
      rows: ['1', '2', '3'],
      columns: ['64', '128', '256'],
      rowTitle: 'hidden layers',
      columnTitle: 'width',
      unit: 'squared error',
      theme,
    }),
  heatMapNames: (theme) =>
    heatMap({
      values: classNames.map((_, row) => classNames.map((_, column) => (row === column ? 900 : (row * column * 7) % 30))),
      rows: classNames,
      columns: classNames,
      rowTitle: 'class',
      columnTitle: 'predicted class',
      unit: 'images',
      theme,
    }),
  heatMapSigned: (theme) =>
    heatMap({
      values: [
        [1, 0.116, -0.4],
        [0.116, 1, 0.004],
        [-0.4, 0.004, 1],
      ],
      rows: ['age', 'hours per week', 'education = 9th'],
      columns: ['age', 'hours per week', 'education = 9th'],
      unit: 'rank correlation',
      colorMap: 'blue-red',
      range: [-1, 1],
      decimals: 2,
      theme,
    }),
  histogramChart: (theme) =>
    histogramChart({
      xLabel: 'hours per week',
      whole: true,
      series: [
        {
          name: 'real rows',
          values: Array.from({ length: 90 }, (_, i) => (i % 3 === 0 ? 40 : 20 + ((i * 7) % 41))),
          dashed: true,
        },
        { name: 'samples', values: Array.from({ length: 90 }, (_, i) => 25 + ((i * 11) % 17) + ((i * 7) % 13)) },
      ],
      theme,
    }),
  imageGrid: (theme) => imageGridFigure(rings(6), { columns: 3, colorMap: 'viridis', columnLabels: ['a', 'b', 'c'], theme }),
  interpolation: (theme) => interpolationFigure(rings(11), { theme }),
  klByDimensionChart: (theme) =>
    klByDimensionChart({ kl: Array.from({ length: 20 }, (_, i) => (i % 3 === 2 ? 0.002 : 3 / (1 + ((i * 7) % 20)))), theme }),
  klByDimensionChartMany: (theme) =>
    klByDimensionChart({ kl: Array.from({ length: 128 }, (_, i) => (i % 2 ? 0 : 2 / (1 + i))), order: 'index', theme }),
  latentManifold: (theme) =>
    latentManifoldFigure(rings(25), { columnValues: coordinates, rowValues: [...coordinates].reverse(), theme }),
  latentScatter: (theme) => latentScatter({ ...clusters(300), classNames, theme }),
  latentScatterPlain: (theme) =>
    latentScatter({ points: clusters(100).points, axisTitles: ['width, pixels', 'height, pixels'], theme }),
  lineChart: (theme) =>
    lineChart({
      xLabel: 'epoch',
      yLabel: 'sigma of the encoder',
      yScale: 'log',
      series: [
        {
          name: 'active',
          x: epochs,
          y: epochs.map((e) => 1 / e),
          low: epochs.map((e) => 0.7 / e),
          high: epochs.map((e) => 1.4 / e),
        },
        { name: 'inactive', x: epochs, y: epochs.map((e) => 1 - 0.9 / e), dashed: true, points: true },
      ],
      rule: [
        { y: 1, label: 'prior' },
        { x: 5, label: 'end of the warm-up' },
      ],
      theme,
    }),
  lossCurves: (theme) => lossCurves({ epochs, series: terms, theme }),
  lossCurvesShared: (theme) => lossCurves({ epochs, series: terms, layout: 'shared', theme }),
  lossCurvesOneEpoch: (theme) => lossCurves({ series: [{ name: 'loss', values: [200], validation: [190] }], theme }),
  pointChart: (theme) =>
    pointChart({
      series: ['data', 'samples', 'decoded means'].map((name, kind) => {
        const own = Array.from({ length: 20 }, (_, index) => 3 * index + kind);
        return { name, x: own.map((index) => code(index, 0)), y: own.map((index) => code(index, 1)) };
      }),
      xLabel: 'x₁',
      yLabel: 'x₂',
      equal: true,
      theme,
    }),
  reconstruction: (theme) => reconstructionFigure(rings(12), rings(12), { columns: 6, theme }),
  samplesByClass: (theme) => samplesByClassFigure(rings(30), { perClass: 3, classes: 10, classNames, theme }),
  traversal: (theme) => traversalFigure(rings(15), { values: coordinates, theme }),
};

describe('gallery', () => {
  for (const [name, draw] of Object.entries(pictures)) {
    it(`draws ${name}`, async () => {
      await expect(`${draw('auto')}\n`).toMatchFileSnapshot(`../gallery/${name}.svg`);
    });

    it(`draws ${name} complete on either paper`, () => {
      for (const theme of ['auto', 'light', 'dark'] as const) {
        const svg = draw(theme);
        const [root, title, description] = elementsOf(svg);
        expect(root).toMatchObject({ name: 'svg', attributes: { role: 'img', xmlns: 'http://www.w3.org/2000/svg' } });
        expect(title).toMatchObject({ name: 'title', text: root!.attributes['aria-label'] });
        expect(description!.name).toBe('desc');
        expect(description!.text.length).toBeGreaterThan(20);
        expect(clippedText(svg)).toEqual([]);
        expect(hasOnlyFiniteNumbers(svg)).toBe(true);
        expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|\son\w+=|url\(/);
        expect(svg.includes('prefers-color-scheme')).toBe(theme === 'auto');
      }
      expect(draw('light')).not.toBe(draw('dark'));
    });
  }

  it('keeps the lines of a figure inside its height', () => {
    for (const draw of Object.values(pictures)) {
      const svg = draw('light');
      const height = Number(elementsOf(svg)[0]!.attributes['height']);
      const lines = [...svg.matchAll(/<text x="[^"]*" y="([^"]*)"/g)].map((match) => Number(match[1]));
      expect(Math.max(...lines)).toBeLessThan(height);
    }
  });
});

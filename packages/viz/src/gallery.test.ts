import { describe, expect, it } from 'vitest';
import { accuracyCurve } from './accuracyCurve.js';
import { imageGridFigure } from './imageGridFigure.js';
import { interpolationFigure } from './interpolationFigure.js';
import { klByDimension } from './klByDimension.js';
import { latentManifoldFigure } from './latentManifoldFigure.js';
import { latentScatter } from './latentScatter.js';
import { lossCurves } from './lossCurves.js';
import { clusters, rings } from './pictures.test-helper.js';
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

/** Each picture is a page of the gallery: a committed SVG beside this package's sources, compared byte by byte. */
const pictures: Record<string, (theme: Theme) => string> = {
  accuracyCurve: (theme) =>
    accuracyCurve({
      series: [{ name: 'nearest mean', values: epochs.map((e) => 1 - 0.5 / e), validation: epochs.map((e) => 0.96 - 0.5 / e) }],
      theme,
    }),
  imageGrid: (theme) => imageGridFigure(rings(6), { columns: 3, colorMap: 'viridis', columnLabels: ['a', 'b', 'c'], theme }),
  interpolation: (theme) => interpolationFigure(rings(11), { theme }),
  klByDimension: (theme) =>
    klByDimension({ kl: Array.from({ length: 20 }, (_, i) => (i % 3 === 2 ? 0.002 : 3 / (1 + ((i * 7) % 20)))), theme }),
  klByDimensionMany: (theme) =>
    klByDimension({ kl: Array.from({ length: 128 }, (_, i) => (i % 2 ? 0 : 2 / (1 + i))), order: 'index', theme }),
  latentManifold: (theme) =>
    latentManifoldFigure(rings(25), { columnValues: coordinates, rowValues: [...coordinates].reverse(), theme }),
  latentScatter: (theme) => latentScatter({ ...clusters(300), classNames, theme }),
  latentScatterPlain: (theme) =>
    latentScatter({ points: clusters(100).points, axisTitles: ['width, pixels', 'height, pixels'], theme }),
  lossCurves: (theme) => lossCurves({ epochs, series: terms, theme }),
  lossCurvesShared: (theme) => lossCurves({ epochs, series: terms, layout: 'shared', theme }),
  lossCurvesOneEpoch: (theme) => lossCurves({ series: [{ name: 'loss', values: [200], validation: [190] }], theme }),
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

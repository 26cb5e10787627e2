import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accuracyCurve } from './accuracyCurve.js';
import { dotChart } from './dotChart.js';
import { klByDimensionChart } from './klByDimensionChart.js';
import { lineChart } from './lineChart.js';
import { lossCurves } from './lossCurves.js';
import { pointChart } from './pointChart.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers } from './svg.test-helper.js';

const texts = (svg: string): string[] => elementsOf(svg).flatMap(({ name, text }) => (name === 'text' ? [text] : []));
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

describe('lossCurves', () => {
  it('draws training solid and validation dashed', () => {
    const svg = lossCurves({ series: [{ name: 'loss', values: [3, 2, 1], validation: [4, 3, 2] }] });
    const paths = elementsOf(svg).filter(({ name }) => name === 'path');
    expect(paths.map(({ attributes }) => attributes['stroke-dasharray'])).toEqual([undefined, '6 4']);
    expect(texts(svg)).toEqual(expect.arrayContaining(['loss', 'training', 'validation', 'nats per example', 'epoch']));
  });

  it('has no axis below 0 for what never falls below it', () => {
    const below = (values: number[]): number =>
      texts(lossCurves({ series: [{ name: 'kl', values }] })).filter((text) => /^−\d/.test(text)).length;
    expect(below([0.5, 62, 10])).toBe(0);
    expect(below([-5, 62, 10])).toBeGreaterThan(0);
  });

  it('shares an axis only where every term can be read on it', () => {
    const together = { name: 'a', values: [100, 50] };
    expect(
      texts(lossCurves({ series: [together, { name: 'b', values: [90, 45] }] })).filter((text) => text === 'nats per example')
        .length,
    ).toBe(1);
    expect(
      texts(lossCurves({ series: [together, { name: 'kl', values: [1, 3] }] })).filter((text) => text === 'nats per example')
        .length,
    ).toBe(2);
    expect(
      texts(lossCurves({ series: [together, { name: 'kl', values: [1, 3] }], layout: 'shared' })).filter(
        (text) => text === 'nats per example',
      ).length,
    ).toBe(1);
  });

  it('puts a value at the height of its tick', () => {
    const svg = lossCurves({ series: [{ name: 'loss', values: [100, 50, 0] }], theme: 'light' });
    const [path] = elementsOf(svg).filter(({ name }) => name === 'path');
    const heights = path!.attributes['d']!.split(/[ML]/)
      .filter((part) => part !== '')
      .map((part) => Number(part.split(',')[1]));
    const tick = (label: string): number =>
      Number(elementsOf(svg).find(({ name, text }) => name === 'text' && text === label)!.attributes['y']) - 4;
    expect(heights[0]).toBeCloseTo(tick('100'), 1);
    expect(heights[2]).toBeCloseTo(tick('0'), 1);
  });

  it('labels whole epochs only', () => {
    const svg = lossCurves({ epochs: [1, 2, 3], series: [{ name: 'loss', values: [3, 2, 1] }] });
    const middle = elementsOf(svg).filter(({ name, attributes }) => name === 'text' && attributes['text-anchor'] === 'middle');
    expect(middle.map(({ text }) => text)).toEqual(['1', '2', '3', 'epoch']);
  });

  it('has finite ticks for constant series, one epoch and any numbers', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((n) => fc.array(fc.array(finite, { minLength: n, maxLength: n }), { minLength: 1, maxLength: 3 })),
        (lists) => {
          const svg = lossCurves({
            series: lists.map((values, index) => ({ name: `term ${index}`, values, validation: [...values].reverse() })),
          });
          return hasOnlyFiniteNumbers(svg) && texts(svg).length > 6;
        },
      ),
      { numRuns: 300 },
    );
    for (const value of [0, 5, -3, 1e-300, 1e300])
      expect(hasOnlyFiniteNumbers(lossCurves({ series: [{ name: 'x', values: [value, value] }] }))).toBe(true);
  });

  it('refuses what it cannot draw', () => {
    const a = { name: 'a', values: [1, 2] };
    expect(() => lossCurves({ series: [] })).toThrow('lossCurves: `series` is empty; give at least one of { name, values }');
    expect(() => lossCurves({ series: [{ name: 'a', values: [] }] })).toThrow(
      'lossCurves: there is no epoch to draw; call it after the first epoch has ended',
    );
    expect(() => lossCurves({ epochs: [1], series: [a] })).toThrow(
      "lossCurves: series 'a' has 2 values but there are 1 epochs; give one for each epoch",
    );
    expect(() => lossCurves({ series: [{ ...a, validation: [1] }] })).toThrow(
      "lossCurves: series 'a' has 1 validation but there are 2 epochs",
    );
    expect(() => lossCurves({ series: [{ name: 'a', values: [1, NaN] }] })).toThrow(
      'lossCurves: `a.values`[1] is NaN; every value must be a finite number',
    );
    expect(() => lossCurves({ epochs: [2, 1], series: [a] })).toThrow('lossCurves: `epochs`[1] is 1 after 2; epochs must grow');
    expect(() => lossCurves({ series: [a], layout: 'grid' as 'auto' })).toThrow(
      "lossCurves: `layout` is 'grid'; expected 'auto', 'shared' or 'multiples'",
    );
  });
});

describe('accuracyCurve', () => {
  it('reads shares and writes per cent, within 0 and 100', () => {
    const svg = accuracyCurve({ series: [{ name: 'nearest mean', values: [0.1, 1], validation: [0.2, 0.5] }] });
    expect(svg).toContain('nearest mean 100 % (validation 50 %)');
    expect(texts(svg)).toEqual(expect.arrayContaining(['correct, %', '100']));
    expect(texts(svg)).not.toContain('120');
    for (const values of [[1], [0], [0, 0], [1, 1, 1]])
      expect(hasOnlyFiniteNumbers(accuracyCurve({ series: [{ name: 'a', values }] }))).toBe(true);
    expect(() => accuracyCurve({ series: [{ name: 'a', values: [97] }] })).toThrow(
      "accuracyCurve: series 'a' holds 97; give accuracies as shares between 0 and 1",
    );
  });
});

describe('klByDimensionChart', () => {
  it('counts active dimensions and sums what they carry', () => {
    const svg = klByDimensionChart({ kl: [0.5, 0.001, 2, 0.01] });
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'active: more than 0.01 nats (2 of 4)',
        'inactive (2)',
        'nats per example',
        'latent dimension, largest first',
      ]),
    );
    expect(texts(svg)).toContain('Sum over all dimensions: 2.511 nats per example.');
    expect(texts(klByDimensionChart({ kl: [0.5, 0.001], threshold: 1 }))).toContain('active: more than 1 nats (0 of 2)');
  });

  it('sorts the bars, or leaves them by index', () => {
    const names = (order: 'sorted' | 'index'): string[] =>
      elementsOf(klByDimensionChart({ kl: [1, 3, 2], order }))
        .filter(({ attributes }) => attributes['text-anchor'] === 'middle')
        .map(({ text }) => text)
        .slice(0, 3);
    expect(names('sorted')).toEqual(['1', '2', '0']);
    expect(names('index')).toEqual(['0', '1', '2']);
  });

  it('draws bars in proportion', () => {
    const bars = elementsOf(klByDimensionChart({ kl: [1, 0.5], threshold: 0.1, order: 'index' }))
      .filter(({ name, attributes }) => name === 'rect' && !attributes['rx'])
      .slice(1);
    expect(Number(bars[0]!.attributes['height'])).toBeCloseTo(2 * Number(bars[1]!.attributes['height']), 1);
  });

  it('draws one, many, none active, and slightly negative estimates', () => {
    for (const kl of [[0], [1e-9], Array.from({ length: 512 }, (_, index) => 1 / (1 + index)), [-0.001, 0.2], [-1, -2]]) {
      const svg = klByDimensionChart({ kl });
      expect(hasOnlyFiniteNumbers(svg)).toBe(true);
      expect(clippedText(svg)).toEqual([]);
    }
    // A whisker that ends below 0 ends on the axis: above the numbers under the bars.
    const svg = klByDimensionChart({ kl: [0.1, 0.2], intervals: [-3, 0.1].map((low) => ({ low, high: 0.3 })) });
    const whisker = elementsOf(svg).find(({ attributes }) => attributes['stroke-width'] === '1.5')!;
    const below = elementsOf(svg).find(({ text, attributes }) => text === '0' && attributes['text-anchor'] === 'middle')!;
    const end = Number(/V([\d.]+)/.exec(whisker.attributes['d']!)![1]);
    expect(end).toBeLessThan(Number(below.attributes['y']));
    expect(() => klByDimensionChart({ kl: [] })).toThrow('klByDimensionChart: `kl` is empty');
    expect(() => klByDimensionChart({ kl: [1, Infinity] })).toThrow('klByDimensionChart: `kl`[1] is Infinity');
    expect(() => klByDimensionChart({ kl: [1], threshold: -1 })).toThrow('klByDimensionChart: `threshold` is -1');
    expect(() => klByDimensionChart({ kl: [1], order: 'up' as 'index' })).toThrow("klByDimensionChart: `order` is 'up'");
  });
});

it('charts refuse numbers whose span double precision does not hold', () => {
  const edge = [1e307, -1e307];
  const beyond = [1.1e307, 0];
  const message = 'is 1.1e+307; values beyond ±1e+307 cannot be drawn, so scale them';
  const charts: ((values: number[]) => string)[] = [
    (values) => lossCurves({ series: [{ name: 'a', values }] }),
    (values) => lineChart({ series: [{ name: 'a', x: [1, 2], y: values }], xLabel: 'x', yLabel: 'y' }),
    (values) => dotChart({ rows: [{ name: 'a', values }], xLabel: 'x' }),
    (values) => pointChart({ series: [{ name: 'a', x: values, y: [1, 2] }], xLabel: 'x', yLabel: 'y' }),
    (values) => klByDimensionChart({ kl: values }),
  ];
  for (const chart of charts) {
    expect(hasOnlyFiniteNumbers(chart(edge))).toBe(true);
    expect(() => chart(beyond)).toThrow(message);
  }
  for (const least of [Number.NaN, -1, Infinity])
    expect(() => lossCurves({ series: [{ name: 'a', values: [1, 2] }], least })).toThrow(`lossCurves: \`least\` is ${least}`);
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binShares, histogramBins } from './histogramBins.js';
import { histogramChart, type HistogramChartOptions } from './histogramChart.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, textsOf } from './svg.test-helper.js';

const upTo = (last: number): number[] => Array.from({ length: last + 1 }, (_, i) => i);

describe('histogramBins', () => {
  it.each<[string, readonly number[], boolean, readonly number[], boolean]>([
    ['whole numbers in the middle of a bin each', [0, 1, 1, 3], true, [-0.5, 0.5, 1.5, 2.5, 3.5], false],
    ['two whole numbers', [7, 8], true, [6.5, 7.5, 8.5], false],
    ['several whole numbers in a bin', upTo(79), true, upTo(8).map((i) => 10 * i - 0.5), false],
    ['round widths', [0, 0.13, 0.77, 1], false, upTo(10).map((i) => i / 10), false],
    ['one value', [5, 5], true, [4.5, 5.5], false],
    ['one value that is no whole number', [0.2], false, [0.19, 0.21], false],
    ['values that differ by almost nothing', [10, 10 + 2e-9], false, [9.5, 10.5 + 2e-9], false],
    ['two whole numbers that are large', [4e9, 4e9 + 1], true, [4e9 - 0.5, 4e9 + 0.5, 4e9 + 1.5], false],
    ['nothing but 0', [0, 0], false, [-0.5, 0.5], false],
    // 999 of 1,000 are in 0 to 1, one is far out.
    ['few far out', [...upTo(999).map((i) => i / 999), 1e6], false, upTo(20).map((i) => i / 20), true],
  ])('has bins of %s', (_, values, whole, edges, beyond) => {
    const found = histogramBins([values], whole);
    expect(found.edges.length).toBe(edges.length);
    found.edges.forEach((edge, i) => expect(edge).toBeCloseTo(edges[i]!, 12));
    expect(found.beyond).toBe(beyond);
  });

  it('counts every value once, those beyond in the outermost bins, the largest in the last', () => {
    // numpy.histogram([0, 0.5, 1, 1, 2.5, 3], bins=[0, 1, 2, 3]) is 2, 2, 2.
    expect(binShares([0, 0.5, 1, 1, 2.5, 3], { edges: [0, 1, 2, 3], beyond: false })).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(binShares([-9, 0.5, 7, 8], { edges: [0, 1, 2], beyond: true })).toEqual([0.5, 0.5]);
  });

  it('is of few rising edges, about all of several lists, and its shares add up to 1', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.array(value, { minLength: 1 }), fc.boolean(), (a, b, whole) => {
        const lists = [a, b].map((list) => (whole ? list.map(Math.round) : list));
        const bins = histogramBins(lists, whole);
        const { edges, beyond } = bins;
        expect(edges.length).toBeGreaterThan(1);
        expect(edges.length).toBeLessThan(70);
        edges.forEach((edge, i) => expect(i === 0 || edge > edges[i - 1]!).toBe(true));
        const all = lists.flat();
        if (!beyond) expect(Math.min(...all) >= edges[0]! && Math.max(...all) <= edges.at(-1)!).toBe(true);
        for (const list of lists) expect(binShares(list, bins).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('histogramChart', () => {
  const draw = (options: Partial<HistogramChartOptions>): string =>
    histogramChart({ series: [{ name: 'rows', values: [1, 2, 2, 4] }], xLabel: 'children', theme: 'light', ...options });

  it('draws an outline for each list, in per cent of the list', () => {
    const svg = draw({
      whole: true,
      series: [
        { name: 'rows', values: [1, 1, 1, 2], dashed: true },
        { name: 'samples', values: [1, 2] },
      ],
    });
    const lines = elementsOf(svg).flatMap(({ name, attributes }) =>
      name === 'path' && attributes['fill'] === 'none' ? [attributes] : [],
    );
    expect(lines.map((line) => line['stroke-dasharray'])).toEqual(['5 3', undefined]);
    // From the base line up to 75 % and down to 25 %, beside 50 % twice.
    const heights = lines.map(({ d }) => [...d!.matchAll(/V([\d.]+)/gu)].map(([, y]) => Number(y)));
    const base = heights[0]!.at(-1)!;
    const [first, second] = heights.map((list) => list.slice(0, -1).map((y) => base - y)) as [number[], number[]];
    expect(first[0]! / first[1]!).toBeCloseTo(3, 1);
    expect(second[0]! / first[0]!).toBeCloseTo(2 / 3, 2);
    expect(second[0]).toBe(second[1]);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['rows', 'samples', 'share, %', '1', '2']));
  });

  it('says where values lie beyond the bins, and writes ticks in words of a column', () => {
    const svg = draw({
      series: [{ name: 'rows', values: [...upTo(999).map((i) => i / 999), 1e6] }],
      xText: (value) => `day ${value}`,
      bare: true,
    });
    expect(svg).toContain('data-note="The outermost steps also hold the few values that lie beyond them."');
    expect(textsOf(svg)).toContain('day 0.2');
    expect(draw({})).not.toContain('outermost');
  });

  it('writes no two ticks that read the same', () => {
    const xText = (value: number): string => `day ${Math.floor(value)}`;
    const svg = histogramChart({ series: [{ name: 'a', values: [0, 0.4, 0.9, 1.3, 2] }], xLabel: 'x', xText });
    const ticks = Array.from(svg.matchAll(/>(day \d)<\/text>/gu), ([, label]) => label);
    expect(ticks.length).toBeGreaterThan(1);
    expect(new Set(ticks).size).toBe(ticks.length);
  });

  it('is complete whatever the values', () => {
    for (const values of [[0], [1e-300, 2e-300], [-1e306, 1e306], [1e9, 1e9 + 1], [123_456_789.5, 123_456_789.5]]) {
      for (const whole of [false, true]) {
        const svg = draw({ series: [{ name: 'a', values: whole ? values.map(Math.round) : values }], whole, width: 240 });
        expect(hasOnlyFiniteNumbers(svg), String(values)).toBe(true);
        expect(clippedText(svg)).toEqual([]);
      }
    }
  });

  it('refuses what it cannot draw', () => {
    for (const [options, message] of [
      [{ series: [] }, 'histogramChart: `series` is empty; give at least one of { name, values }'],
      [{ series: [{ name: 'a', values: [] }] }, "histogramChart: series 'a' has no value; give at least one"],
      [{ series: [{ name: 'a', values: [1, NaN] }] }, 'histogramChart: `a.values`[1] is NaN'],
      [{ series: [{ name: 'a', values: [1], color: -1 }] }, 'histogramChart: `a.color` is -1; expected a whole number'],
    ] as const) {
      expect(() => draw(options), message).toThrow(message);
    }
  });
});

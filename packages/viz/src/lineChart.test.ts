import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineChart, type LineChartOptions } from './lineChart.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, pathPoints, textsOf, tickAt } from './svg.test-helper.js';

const labels = { xLabel: 'epoch', yLabel: 'nats' };
const draw = (options: Omit<LineChartOptions, 'xLabel' | 'yLabel'>): string =>
  lineChart({ theme: 'light', ...labels, ...options });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });

describe('lineChart', () => {
  it('puts values at their ticks', () => {
    const svg = draw({ series: [{ name: 'a', x: [0, 10, 20], y: [100, 60, 0] }] });
    const [line] = pathPoints(svg, 'path');
    expect(line![0]![0]).toBeCloseTo(tickAt(svg, '0', 'x'), 1);
    expect(line![1]![0]).toBeCloseTo(tickAt(svg, '10', 'x'), 1);
    expect(line![0]![1]).toBeCloseTo(tickAt(svg, '100', 'y'), 1);
    expect(line![1]![1]).toBeCloseTo(tickAt(svg, '60', 'y'), 1);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['Nats over epoch', 'a', 'epoch', 'nats']));
  });

  it('gives equal ratios equal lengths on log axes', () => {
    const svg = draw({ xScale: 'log', yScale: 'log', series: [{ name: 'a', x: [1, 10, 100], y: [0.01, 1, 100] }] });
    const [[one, two, three]] = pathPoints(svg, 'path') as [[[number, number], [number, number], [number, number]]];
    expect(two[0] - one[0]).toBeCloseTo(three[0] - two[0], 1);
    expect(one[1] - two[1]).toBeCloseTo(two[1] - three[1], 1);
    expect(two[1]).toBeCloseTo(tickAt(svg, '1', 'y'), 1);
  });

  it('labels a log axis by powers of ten over decades and by round numbers within one', () => {
    const ticks = (...y: number[]): string[] => {
      const svg = draw({ yScale: 'log', series: [{ name: '', x: y.map((_, index) => index), y }] });
      return elementsOf(svg).flatMap(({ name, attributes, text }) =>
        name === 'text' && attributes['text-anchor'] === 'end' ? [text] : [],
      );
    };
    expect(ticks(1, 1000)).toEqual(['1', '10', '100', '1,000']);
    expect(ticks(1e-6, 1)).toEqual(['10⁻⁶', '10⁻⁴', '10⁻²', '1']);
    expect(ticks(2, 50)).toEqual(['2', '5', '10', '20', '50']);
    expect(ticks(2, 3)).toEqual(['2', '2.2', '2.4', '2.6', '2.8', '3']);
    expect(ticks(1e-200, 1e200).length).toBeLessThan(8);
  });

  it('writes values of an axis as asked, also in the description', () => {
    const series = [{ name: 'a', x: [2019.5, 2021.25, 2022.75], y: [2024.5, 2024.25, 2024] }];
    const options = { series, xLabel: 'when', yLabel: 'seen' };
    const svg = lineChart({ ...options, xText: (year) => `year ${year}`, yText: (year) => `y${year.toFixed(1)}` });
    const texts = textsOf(svg);
    expect(texts.filter((text) => /^year 20\d\d/.test(text)).length).toBeGreaterThan(1);
    expect(texts.filter((text) => /^y2024\.\d$/.test(text)).length).toBeGreaterThan(1);
    expect(texts.some((text) => text.includes('2,02'))).toBe(false);
    expect(svg).toContain('a from y2024.5 at year 2019.5 to y2024.0 at year 2022.75');
    expect(lineChart(options)).toContain('a from 2,024.5 at 2,019.5 to 2,024 at 2,022.75');
  });

  it('draws dashes, marks and bands as asked, and whole ticks for whole numbers', () => {
    const svg = draw({
      series: [
        { name: 'a', x: [1, 2, 3], y: [1, 2, 3], low: [0, 1, 2], high: [2, 3, 4], dashed: true, points: true },
        { name: '', x: [1, 3], y: [3, 1] },
      ],
    });
    const paths = elementsOf(svg).filter(({ name }) => name === 'path');
    expect(paths.filter(({ attributes }) => attributes['fill-opacity']).length).toBe(1);
    expect(paths.filter(({ attributes }) => attributes['stroke-dasharray'] === '6 4').length).toBe(1);
    const middle = elementsOf(svg).filter(({ name, attributes }) => name === 'text' && attributes['text-anchor'] === 'middle');
    expect(middle.map(({ text }) => text)).toEqual(['1', '2', '3', 'epoch']);
    const band = pathPoints(svg, 'path')[1]!;
    expect(band[0]![1]).toBeCloseTo(tickAt(svg, '2', 'y'), 1);
  });

  it('draws a band that reaches 0 on a log axis down to the axis', () => {
    const series = [{ name: 'a', x: [1, 2], y: [1, 10], low: [-1, 1], high: [2, 100] }];
    const svg = draw({ yScale: 'log', series });
    const lowest = Math.max(...pathPoints(svg, 'path')[0]!.map(([, y]) => y));
    const edges = elementsOf(svg).filter(({ name }) => name === 'line');
    expect(lowest).toBe(Math.max(...edges.map(({ attributes }) => Number(attributes['y1'])).filter((y) => y <= lowest)));
    expect(hasOnlyFiniteNumbers(svg)).toBe(true);
  });

  it('marks rules with labels that do not cover each other', () => {
    const rule = [
      { x: 1, label: 'first' },
      { x: 1.01, label: 'second' },
      { y: 3, label: 'threshold' },
      { x: 2, y: 2 },
    ];
    const svg = draw({ series: [{ name: 'a', x: [0, 2], y: [1, 2] }], rule });
    const at = (label: string): Record<string, string> => elementsOf(svg).find(({ text }) => text === label)!.attributes;
    expect(Number(at('second')['y']) - Number(at('first')['y'])).toBeGreaterThanOrEqual(14);
    const dotted = elementsOf(svg).filter(({ attributes }) => attributes['stroke-dasharray'] === '2 3');
    expect(dotted.length).toBe(5);
    expect(svg).toContain('Marked: threshold.');
    expect(clippedText(svg)).toEqual([]);
  });

  it('stays finite and inside its paper for any numbers', () => {
    const list = (n: number): fc.Arbitrary<number[]> => fc.array(finite, { minLength: n, maxLength: n });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }).chain((n) => fc.tuple(list(n), list(n))),
        fc.boolean(),
        ([x, y], points) => hasOnlyFiniteNumbers(draw({ series: [{ name: 'a', x, y, low: y, high: y, points }] })),
      ),
      { numRuns: 150 },
    );
    fc.assert(
      fc.property(fc.array(fc.double({ min: 5e-324, max: 1.7e308, noNaN: true }), { minLength: 1, maxLength: 5 }), (x) => {
        const svg = draw({ xScale: 'log', yScale: 'log', series: [{ name: 'a', x, y: x }] });
        return hasOnlyFiniteNumbers(svg) && clippedText(svg).length === 0;
      }),
      { numRuns: 150 },
    );
  });

  it('refuses what it cannot draw', () => {
    const a = { name: 'a', x: [1, 2], y: [1, 2] };
    for (const [options, message] of [
      [{ series: [] }, 'lineChart: `series` is empty; give at least one of { name, x, y }'],
      [{ series: [{ name: 'a', x: [], y: [] }] }, "lineChart: series 'a' has no value; give at least one x and y"],
      [{ series: [{ ...a, y: [1] }] }, "lineChart: series 'a' has 1 y but 2 x; give one for each x"],
      [{ series: [{ ...a, low: [1, 2] }] }, "lineChart: series 'a' has only `low`; a band needs `low` and `high`"],
      [{ series: [{ ...a, low: [1, 2], high: [1] }] }, "lineChart: series 'a' has 1 high but 2 x"],
      [
        { series: [{ ...a, low: [1, 2], high: [2, 1] }] },
        "lineChart: series 'a' has low 2 above high 1 at index 1; exchange them",
      ],
      [{ series: [{ ...a, y: [1, NaN] }] }, 'lineChart: `a.y`[1] is NaN; every value must be a finite number'],
      [{ series: [{ ...a, color: -1 }] }, 'lineChart: `a.color` is -1; expected a whole number of at least 0'],
      [
        { series: [a], rule: [{}] },
        'lineChart: `rule`[0] has x undefined and y undefined; give a finite number for x, y or both',
      ],
      [
        { series: [a], yScale: 'log', rule: [{ y: 0 }] },
        "lineChart: `yScale` is 'log' but y has the value 0; a log axis needs values above 0",
      ],
      [{ series: [a], xScale: 'sqrt' as 'log' }, "lineChart: `xScale` is 'sqrt'; expected 'linear' or 'log'"],
      [{ series: [a], width: 10 }, 'lineChart: `width` is 10'],
    ] as const) {
      expect(() => draw(options), message).toThrow(message);
    }
  });
});

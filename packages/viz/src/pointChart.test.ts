import { describe, expect, it } from 'vitest';
import { pointChart, type PointChartOptions } from './pointChart.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, textsOf, tickAt } from './svg.test-helper.js';

const draw = (options: Partial<PointChartOptions> & Pick<PointChartOptions, 'series'>): string =>
  pointChart({ theme: 'light', xLabel: 'x₁', yLabel: 'x₂', ...options });
const square = { name: 'data', x: [0, 2, 2, 0], y: [0, 0, 1, 1] };

describe('pointChart', () => {
  it('puts points at their ticks and names the series', () => {
    const svg = draw({ series: [square, { name: 'samples', x: [1], y: [0.5] }] });
    const starts = elementsOf(svg).flatMap(({ attributes }) => attributes['d']?.match(/^M([\d.]+),([\d.]+)/)?.slice(1) ?? []);
    expect(Number(starts[4])).toBeCloseTo(tickAt(svg, '0.0', 'x'), 0);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['data', 'samples', 'x₁', 'x₂']));
    expect(svg).toContain('data (4), samples (1)');
  });

  it('makes one unit as long on both axes if asked', () => {
    const svg = draw({ series: [square], equal: true });
    const across = tickAt(svg, '1.0', 'x') - tickAt(svg, '0.0', 'x');
    const up = tickAt(svg, '0.0', 'y') - tickAt(svg, '1.0', 'y');
    expect(across).toBeCloseTo(up, 0);
  });

  it('draws an even selection of very many points and says so', () => {
    const many = Array.from({ length: 6000 }, (_, index) => index / 6000);
    expect(textsOf(draw({ series: [{ name: '', x: many, y: many }] }))).toContain(
      '5,000 of 6,000 points are drawn, evenly selected.',
    );
  });

  it('stays finite and inside its paper', () => {
    for (const equal of [true, false]) {
      for (const [x, y] of [
        [[0], [0]],
        [
          [1e-300, 1e300],
          [1, 1],
        ],
        [
          [-5, 5],
          [1e9, 1e9],
        ],
      ] as const) {
        const svg = draw({ series: [{ name: 'a', x, y }], equal, width: 240 });
        expect(hasOnlyFiniteNumbers(svg)).toBe(true);
        expect(clippedText(svg)).toEqual([]);
      }
    }
  });

  it('refuses what it cannot draw', () => {
    for (const [series, message] of [
      [[], 'pointChart: `series` holds no point; give at least one'],
      [[{ name: 'a', x: [], y: [] }], 'pointChart: `series` holds no point'],
      [[{ name: 'a', x: [1], y: [] }], "pointChart: series 'a' has 0 y but 1 x; give one for each x"],
      [[{ name: 'a', x: [1], y: [NaN] }], 'pointChart: `a.y`[0] is NaN'],
      [Array.from({ length: 11 }, () => square), 'pointChart: there are 11 series but only 10 can be told apart'],
    ] as const) {
      expect(() => draw({ series }), message).toThrow(message);
    }
  });
});

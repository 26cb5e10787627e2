import { describe, expect, it } from 'vitest';
import { dotChart, type DotChartOptions } from './dotChart.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, pathPoints, textsOf, tickAt } from './svg.test-helper.js';

const draw = (options: Omit<DotChartOptions, 'xLabel'>): string => dotChart({ theme: 'light', xLabel: 'error', ...options });
const rows = [
  { name: 'PCA', values: [10, 20, 30], low: 0, high: 40 },
  { name: 'deep', values: [40], low: 35, high: 45 },
];
const dots = (svg: string): { x: number; y: number }[] =>
  elementsOf(svg)
    .filter(({ name }) => name === 'circle')
    .slice(1)
    .map(({ attributes }) => ({ x: Number(attributes['cx']), y: Number(attributes['cy']) }));

describe('dotChart', () => {
  it('puts dots, means and intervals at their ticks', () => {
    const svg = draw({ rows });
    const at = (tick: string): number => tickAt(svg, tick, 'x');
    const drawn = dots(svg);
    expect(drawn.length).toBe(4);
    expect(drawn[0]!.x).toBeCloseTo(at('10'), 1);
    expect(drawn[1]!.x).toBeCloseTo(at('20'), 1);
    expect(drawn[3]!.x).toBeCloseTo(at('40'), 1);
    // After the legend's diamond and bar come a bar and a diamond a row.
    const paths = pathPoints(svg, 'path').slice(2);
    expect(paths[0]![0]![0]).toBeCloseTo(at('0'), 1);
    expect(paths[1]![0]![0]).toBeCloseTo(at('20'), 1);
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['PCA', 'deep', '20', '40', 'value by seed', 'mean', 'interval']));
    expect(svg).toContain('PCA 20 (0 to 40)');
  });

  it('spreads equal values so that each can be seen', () => {
    const drawn = dots(draw({ rows: [{ name: 'a', values: [1, 1, 1] }] }));
    expect(new Set(drawn.map(({ y }) => y)).size).toBe(3);
    expect(new Set(drawn.map(({ x }) => x)).size).toBe(1);
  });

  it('marks a threshold, takes words of another language and leaves out an interval that nobody has', () => {
    const svg = draw({
      rows: [{ name: 'a', values: [1, 2] }],
      rule: { x: 1.5, label: 'half of PCA' },
      words: { value: '每个种子的值', mean: '均值' },
    });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['half of PCA', '每个种子的值', '均值']));
    expect(textsOf(svg)).not.toContain('interval');
    expect(svg).toContain('Marked: half of PCA at 1.5.');
  });

  it('stays finite and inside its paper for long names, log axes and intervals that reach 0', () => {
    for (const width of [240, 420]) {
      for (const options of [
        { rows: [{ name: 'a deep autoencoder of five layers, pre-trained layer by layer', values: [1e9, 2e9] }] },
        { rows: [{ name: '一个逐层预训练的深度自编码器，共有五层，每层都很宽', values: [5] }] },
        { xScale: 'log', rows: [{ name: 'a', values: [0.01, 100], low: -3, high: 200 }], rule: { x: 1, label: 'one' } },
        { rows: [{ name: '', values: [0, 0, 0, 0, 0, 0, 0], low: 0, high: 0 }] },
      ] as const) {
        const svg = draw({ width, ...options });
        expect(hasOnlyFiniteNumbers(svg)).toBe(true);
        expect(clippedText(svg)).toEqual([]);
      }
    }
  });

  it('refuses what it cannot draw', () => {
    for (const [options, message] of [
      [{ rows: [] }, 'dotChart: `rows` is empty; give at least one of { name, values }'],
      [{ rows: [{ name: 'a', values: [] }] }, "dotChart: row 'a' has no value; give at least one"],
      [{ rows: [{ name: 'a', values: [NaN] }] }, 'dotChart: `a.values`[0] is NaN'],
      [
        { rows: [{ name: 'a', values: [1], low: 2, high: 1 }] },
        "dotChart: row 'a' has the interval 2 to 1; expected finite numbers",
      ],
      [{ rows: [{ name: 'a', values: [1], low: 2 }] }, "dotChart: row 'a' has the interval 2 to undefined"],
      [{ rows, rule: { x: NaN, label: 'a' } }, 'dotChart: `rule`[0] has x NaN'],
      [{ rows: [{ name: 'a', values: [0] }], xScale: 'log' }, "dotChart: `xScale` is 'log' but x has the value 0"],
    ] as const) {
      expect(() => draw(options), message).toThrow(message);
    }
  });
});

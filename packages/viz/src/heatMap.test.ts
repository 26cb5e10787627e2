import { describe, expect, it } from 'vitest';
import { heatMap, type HeatMapOptions } from './heatMap.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, imageOf, textsOf } from './svg.test-helper.js';

const draw = (options: Partial<HeatMapOptions>): string =>
  heatMap({
    theme: 'light',
    values: [
      [0, 1],
      [2, 4],
    ],
    rows: ['a', 'b'],
    columns: ['c', 'd'],
    ...options,
  });
const cells = (svg: string): Record<string, string>[] =>
  elementsOf(svg).flatMap(({ name, attributes }) =>
    name === 'rect' && attributes['fill']!.startsWith('rgb') ? [attributes] : [],
  );

describe('heatMap', () => {
  it('colors cells from the least to the largest value, row by row from the top', () => {
    const drawn = cells(draw({}));
    // The ends of viridis as Matplotlib has them.
    expect(drawn[0]!['fill']).toBe('rgb(68,1,84)');
    expect(drawn[3]!['fill']).toBe('rgb(253,231,37)');
    expect(Number(drawn[1]!['x'])).toBeGreaterThan(Number(drawn[0]!['x']));
    expect(drawn[1]!['y']).toBe(drawn[0]!['y']);
    expect(Number(drawn[2]!['y'])).toBeGreaterThan(Number(drawn[0]!['y']));
  });

  it('writes numbers in ink that reads on their color, where they fit', () => {
    const svg = draw({
      values: [
        [0, 0.25],
        [0.5, 1],
      ],
    });
    const ink = (text: string): string | undefined =>
      elementsOf(svg).find((element) => element.text === text && element.attributes['fill']?.startsWith('#'))?.attributes['fill'];
    expect(ink('0.00')).toBe('#ffffff');
    expect(ink('1.00')).toBe('#10141a');
    const many = Array.from({ length: 20 }, (_, index) => String(index));
    const crowded = draw({ values: many.map(() => many.map((_, index) => index + 0.123)), rows: many, columns: many });
    expect(textsOf(crowded)).not.toContain('0.123');
    expect(cells(crowded).length).toBe(400);
  });

  it('writes so many decimals as asked, and none where they do not fit', () => {
    const values = [
      [0.116, -0.4],
      [-0.001, 1],
    ];
    expect(textsOf(draw({ values, decimals: 2 }))).toEqual(expect.arrayContaining(['0.12', '−0.40', '0.00', '1.00']));
    expect(textsOf(draw({ values, decimals: 8 }))).not.toContain('1.00000000');
  });

  it('has white between blue and red for values with a sign', () => {
    const colors = cells(
      draw({ values: [[-1, 0, 1]], rows: ['a'], columns: ['b', 'c', 'd'], range: [-1, 1], colorMap: 'blue-red' }),
    );
    // The ends and the middle of RdBu, turned around, as d3 and Matplotlib have them, to a step of the table.
    const wanted = [
      [5, 48, 97],
      [242, 239, 238],
      [103, 0, 31],
    ];
    colors.forEach(({ fill }, i) =>
      [...fill!.matchAll(/\d+/gu)].forEach(([digits], channel) =>
        expect(Math.abs(Number(digits) - wanted[i]![channel]!)).toBeLessThan(8),
      ),
    );
  });

  it('draws many cells as one picture, a pixel a cell', () => {
    const columns = Array.from({ length: 64 }, (_, index) => String(index));
    const svg = draw({ values: [columns.map(Number), columns.map(() => 63)], columns });
    expect(cells(svg)).toEqual([]);
    const image = imageOf(svg, 1);
    expect([image.width, image.height]).toEqual([64, 2]);
    expect([...image.data.slice(0, 3)]).toEqual([68, 1, 84]);
    expect([...image.data.slice(64 * 3, 64 * 3 + 3)]).toEqual([253, 231, 37]);
  });

  it('keeps a range, so that figures can be compared, and clips beyond it', () => {
    const drawn = cells(
      draw({
        values: [
          [-5, 0],
          [1, 9],
        ],
        range: [0, 1],
      }),
    );
    expect(drawn[0]!['fill']).toBe(drawn[1]!['fill']);
    expect(drawn[2]!['fill']).toBe(drawn[3]!['fill']);
  });

  it('tilts labels that are too wide to stand beside each other, and stays inside its paper', () => {
    const names = ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag', 'Ankle boot'];
    const svg = draw({
      values: names.map(() => names.map(() => 3)),
      rows: names,
      columns: names,
      columnTitle: 'predicted class',
    });
    const tilted = elementsOf(svg).filter(({ attributes }) => attributes['transform']?.startsWith('rotate(-40'));
    expect(tilted.map(({ text }) => text)).toEqual(names);
    const single = draw({
      values: [[1e-300]],
      rows: ['a rather long name of a row'],
      columns: ['x'],
      rowTitle: 'a title',
      unit: 'nats',
    });
    for (const one of [svg, single]) {
      expect(hasOnlyFiniteNumbers(one)).toBe(true);
      expect(clippedText(one)).toEqual([]);
    }
  });

  it('refuses what it cannot draw', () => {
    for (const [options, message] of [
      [{ rows: [], values: [] }, 'heatMap: there are 0 rows and 2 columns; give at least one of each'],
      [{ rows: ['a'] }, 'heatMap: `rows` has 1 entries but there are 2 rows of `values`; give one for each'],
      [{ values: [[1], [2, 3]] }, 'heatMap: `values`[0] has 1 entries but there are 2 columns; give one for each'],
      [
        {
          values: [
            [1, 2],
            [3, NaN],
          ],
        },
        'heatMap: `values[1]`[1] is NaN',
      ],
      [{ range: [1, 0] }, 'heatMap: `range` is [1,0]; expected two finite numbers, the smaller first'],
      [{ decimals: -1 }, 'heatMap: `decimals` is -1; expected a whole number from 0 to 20'],
      [{ colorMap: 'jet' as 'gray' }, "heatMap: `colorMap` is 'jet'"],
    ] as const) {
      expect(() => draw(options), message).toThrow(message);
    }
  });
});

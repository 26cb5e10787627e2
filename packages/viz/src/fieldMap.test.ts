import { describe, expect, it } from 'vitest';
import { fieldMap, type FieldMapOptions } from './fieldMap.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, imageOf, textsOf, tickAt } from './svg.test-helper.js';

// Two rows of three: only the value of the first row and the last column is large.
const base: FieldMapOptions = {
  theme: 'light',
  values: [0, 0, 1, 0, 0, 0],
  shape: [2, 3],
  x: [-3, 3],
  y: [-2, 2],
  xLabel: 'z₁',
  yLabel: 'z₂',
};
const draw = (options: Partial<FieldMapOptions> = {}): string => fieldMap({ ...base, ...options });

/** Column and row, from the top left, of the brightest pixel. */
function brightest(svg: string): [number, number] {
  const { width, data } = imageOf(svg, 1);
  const at = Array.from({ length: data.length / 3 }, (_, index) => data[3 * index + 1]!);
  const best = at.indexOf(Math.max(...at));
  return [best % width, Math.floor(best / width)];
}

describe('fieldMap', () => {
  it('lays the first row at y[0] and the first column at x[0], with axes that grow upward and to the right', () => {
    expect(brightest(draw())).toEqual([2, 1]);
    expect(brightest(draw({ y: [2, -2] }))).toEqual([2, 0]);
    expect(brightest(draw({ x: [3, -3] }))).toEqual([0, 1]);
    expect(Number(tickAt(draw({ x: [3, -3] }), '2', 'x'))).toBeGreaterThan(tickAt(draw({ x: [3, -3] }), '0', 'x'));
  });

  it('reaches from edge to edge of its axes, one unit as long on both', () => {
    const svg = draw();
    const { attributes } = elementsOf(svg).filter(({ name }) => name === 'image')[1]!;
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(attributes[name])) as [
      number,
      number,
      number,
      number,
    ];
    expect(y + height / 2).toBeCloseTo(tickAt(svg, '0', 'y'), 1);
    expect(x + width / 2).toBeCloseTo(tickAt(svg, '0', 'x'), 1);
    expect(y).toBeCloseTo(tickAt(svg, '2', 'y'), 1);
    expect(height / width).toBeCloseTo(4 / 6, 3);
  });

  it('draws points by class and says how many lie outside', () => {
    const points = [
      { x: 0, y: 0, class: 1 },
      { x: 9, y: 0 },
      { x: 3, y: 2 },
    ];
    const svg = draw({ points, classes: ['zero', 'one'], unit: 'density' });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['zero', 'one', 'density', '1 of 3 points lie outside.']));
    const mark = elementsOf(svg).find(({ attributes }) =>
      attributes['d']?.startsWith(`M${Math.round(10 * tickAt(svg, '0', 'x')) / 10},`),
    );
    expect(mark).toBeDefined();
  });

  it('stays finite and inside its paper for flat fields and any extents', () => {
    for (const options of [
      { values: [3, 3, 3, 3, 3, 3] },
      { values: [-1.7e308, 1.7e308, 0, 0, 0, 0] },
      { x: [0, 1e-9], y: [0, 1e9] },
      { x: [-1e300, 1e300] },
      { width: 240 },
    ] as const) {
      const svg = draw(options);
      expect(hasOnlyFiniteNumbers(svg)).toBe(true);
      expect(clippedText(svg)).toEqual([]);
    }
  });

  it('refuses what it cannot draw', () => {
    for (const [options, message] of [
      [{ shape: [3, 3] }, 'fieldMap: `shape` is [3,3] but `values` has 6 entries; expected [rows,columns] with as many values'],
      [{ values: [0, 0, 1, 0, 0, NaN] }, 'fieldMap: `values`[5] is NaN'],
      [{ x: [1, 1] }, 'fieldMap: `x` goes from 1 to 1; give two different edges'],
      [{ y: [0, Infinity] }, 'fieldMap: `y`[1] is Infinity'],
      [{ points: [{ x: 0, y: 0, class: 10 }] }, 'fieldMap: `points`[0] has class 10; expected a whole number from 0 to 9'],
      [{ points: [{ x: NaN, y: 0 }] }, 'fieldMap: `points[0]`[0] is NaN'],
      [{ points: [{ x: 0, y: 0, class: 2 }], classes: ['a'] }, 'fieldMap: `classes` has 1 entries but there are 3 classes'],
      [{ colorMap: 'jet' as 'gray' }, "fieldMap: `colorMap` is 'jet'"],
    ] as const) {
      expect(() => draw(options), message).toThrow(message);
    }
  });
});

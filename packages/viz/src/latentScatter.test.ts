import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latentScatter } from './latentScatter.js';
import { clusters } from './pictures.test-helper.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers } from './svg.test-helper.js';

const marks = (svg: string): number =>
  [...svg.matchAll(/<path d="([^"]*)"/g)].reduce((sum, match) => sum + match[1]!.split('M').length - 1, 0);

describe('latentScatter', () => {
  it('draws every point, a swatch for each class and each mean twice', () => {
    const svg = latentScatter(clusters(400));
    expect(marks(svg)).toBe(400 + 10 + 20);
    expect(marks(latentScatter({ points: clusters(50).points }))).toBe(50);
  });

  it('draws ten different outlines in ten different colors', () => {
    const svg = latentScatter({ ...clusters(20), theme: 'light' });
    const swatches = [...svg.matchAll(/<path d="M[\d.]+,[\d.]+([^"M]*)" fill="(#\w+)"\/>/g)].slice(0, 10);
    expect(new Set(swatches.map((match) => match[1])).size).toBe(10);
    expect(new Set(swatches.map((match) => match[2])).size).toBe(10);
  });

  it('says when it draws a selection, which is always the same one', () => {
    const many = clusters(6000);
    const svg = latentScatter(many);
    expect(marks(svg)).toBe(5000 + 30);
    expect(elementsOf(svg).some(({ text }) => text.startsWith('5,000 of 6,000 points are drawn, evenly selected.'))).toBe(true);
    expect(svg).toContain('6,000 points of 10 classes');
    expect(latentScatter(many)).toBe(svg);
    expect(latentScatter(clusters(5000))).not.toContain('evenly selected');
    expect(marks(latentScatter({ points: many.points, maxPoints: 7 }))).toBe(7);
  });

  it('places a point where its coordinates say', () => {
    // Axis labels of equal text carry the pixel of their value: the mark at (2, -1) lies on both.
    const data = new Float32Array([-3, -3, 3, 3, 2, -2]);
    const svg = latentScatter({ points: { data, shape: [3, 2] }, theme: 'light' });
    const texts = elementsOf(svg).filter(({ name }) => name === 'text');
    const x = Number(
      texts.find(({ text, attributes }) => text === '2' && attributes['text-anchor'] === 'middle')!.attributes['x'],
    );
    const y =
      Number(texts.find(({ text, attributes }) => text === '−2' && attributes['text-anchor'] === 'end')!.attributes['y']) - 4;
    expect(svg).toContain(`M${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`);
  });

  it('keeps one scale on both axes, unless one is far wider', () => {
    const wide = (factor: number): string =>
      latentScatter({ points: { data: new Float32Array([0, 0, factor, 1]), shape: [2, 2] } });
    expect(wide(3)).not.toContain('different scales');
    expect(wide(100)).toContain('The axes have different scales.');
  });

  it('has finite ticks for one point and for equal points', () => {
    for (const data of [new Float32Array([0, 0]), new Float32Array([1e-30, 5e7]), new Float32Array([2, 2, 2, 2])]) {
      const svg = latentScatter({ points: { data, shape: [data.length / 2, 2] } });
      expect(hasOnlyFiniteNumbers(svg)).toBe(true);
      expect(elementsOf(svg).filter(({ name }) => name === 'line').length).toBeGreaterThan(4);
    }
  });

  it('stays well-formed and finite for any points', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e30, min: -1e30 });
    const point = fc.tuple(finite, finite);
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 12 }), (points) => {
        const svg = latentScatter({ points: { data: Float64Array.from(points.flat()), shape: [points.length, 2] } });
        elementsOf(svg);
        return hasOnlyFiniteNumbers(svg);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what it cannot draw', () => {
    const { points, labels, classMeans } = clusters(20);
    expect(() => latentScatter({ points: { data: new Float32Array(6), shape: [2, 3] } })).toThrow(
      'latentScatter: `points` has shape [2,3]; expected [n,2], so select or project to 2 dimensions first',
    );
    expect(() => latentScatter({ points: { data: new Float32Array(0), shape: [0, 2] } })).toThrow('there is no point to draw');
    expect(() => latentScatter({ points: { data: new Float32Array([0, NaN]), shape: [1, 2] } })).toThrow(
      '`points` row 0 is NaN; every coordinate must be finite',
    );
    expect(() => latentScatter({ points, labels: [1] })).toThrow(
      'latentScatter: `labels` has 1 entries but there are 20 points; give one for each',
    );
    expect(() => latentScatter({ points, labels: labels.map(() => 10) })).toThrow(
      'latentScatter: `labels`[0] is 10; expected a class from 0 to 9',
    );
    expect(() => latentScatter({ points, labels: Array.from(labels, () => 0.5) })).toThrow('`labels`[0] is 0.5');
    expect(() => latentScatter({ points, labels, classNames: ['a'] })).toThrow(
      '`classNames` has 1 entries but there are 10 classes',
    );
    expect(() => latentScatter({ points, labels, classMeans: { data: classMeans.data.subarray(0, 4), shape: [2, 2] } })).toThrow(
      '`classMeans` has 2 entries but there are 10 classes',
    );
    expect(() => latentScatter({ points, maxPoints: 0 })).toThrow('latentScatter: `maxPoints` is 0');
    expect(() => latentScatter({ points, width: 100 })).toThrow('latentScatter: `width` is 100; expected at least 240 pixels');
    expect(() => latentScatter({ points, theme: 'blue' as 'dark' })).toThrow(
      "latentScatter: `theme` is 'blue'; expected 'light', 'dark' or 'auto'",
    );
  });

  it('cuts class names that are too long, and keeps them whole as tooltips', () => {
    const classNames = Array.from({ length: 10 }, (_, index) => `class ${index} ${'with a very long name '.repeat(9)}`);
    const svg = latentScatter({ ...clusters(30), classNames });
    expect(clippedText(svg.replace(/<title>[^<]*<\/title>/g, ''))).toEqual([]);
    expect(elementsOf(svg).some(({ name, text }) => name === 'title' && text === classNames[3])).toBe(true);
  });
});

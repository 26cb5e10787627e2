import { expect, it } from 'vitest';
import { categoryBars, type CategoryBarsOptions } from './categoryBars.js';
import { clippedText, elementsOf, hasOnlyFiniteNumbers, textsOf } from './svg.test-helper.js';

const draw = (options: Partial<CategoryBarsOptions> = {}): string =>
  categoryBars({
    label: 'city',
    categories: ['Kiel', 'Köln'],
    series: [
      { name: 'real rows', shares: [0.6, 0.4] },
      { name: 'samples', shares: [0.3, 0.7] },
    ],
    theme: 'light',
    ...options,
  });

it('draws a bar for each category and list, as long as its share', () => {
  const svg = draw();
  const bars = elementsOf(svg).flatMap(({ name, attributes }) =>
    name === 'rect' && attributes['height'] === '7' ? [attributes] : [],
  );
  const widths = bars.map(({ width }) => Number(width));
  expect(widths.map((width) => width / widths[0]!)).toEqual([0.6, 0.3, 0.4, 0.7].map((share) => expect.closeTo(share / 0.6, 2)));
  expect(new Set(bars.map(({ x }) => x)).size).toBe(1);
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['real rows', 'samples', 'Kiel', 'Köln', '0 %']));
});

it('is complete with long words, without any share, and of many', () => {
  const long = 'a category of which a great deal is said in its very name';
  for (const shares of [[0], [1]]) {
    const svg = draw({ categories: [long], series: [{ name: 'rows', shares }], width: 240 });
    expect(hasOnlyFiniteNumbers(svg)).toBe(true);
    expect(clippedText(svg)).toEqual([]);
  }
  const many = Array.from({ length: 30 }, (_, i) => `c${i}`);
  expect(textsOf(draw({ categories: many, series: [{ name: 'rows', shares: many.map(() => 1 / 30) }] }))).toContain('c29');
});

it('refuses what it cannot draw', () => {
  for (const [options, message] of [
    [{ series: [] }, 'categoryBars: there are 2 categories and 0 series; give at least one of each'],
    [{ series: [{ name: 'a', shares: [1] }] }, 'categoryBars: `a.shares` has 1 entries but there are 2 categories'],
    [{ series: [{ name: 'a', shares: [0.5, 1.5] }] }, "categoryBars: series 'a' has the share 1.5; expected numbers from 0 to 1"],
  ] as const) {
    expect(() => draw(options), message).toThrow(message);
  }
});

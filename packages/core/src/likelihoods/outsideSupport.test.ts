import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outsideSupport } from './outsideSupport.js';
import type { Support, SupportDetails } from './support.js';

interface Case {
  readonly support: Support;
  readonly details?: SupportDetails;
  readonly inside: readonly number[];
  /** Each by itself in the place of the number at `at`. */
  readonly outside: readonly number[];
  readonly at?: number;
}

const columns = [
  { kind: 'gaussian' },
  { kind: 'categorical', classes: 3 },
  { kind: 'categorical', classes: 3, encoding: 'index' },
  { kind: 'bernoulli' },
  { kind: 'poisson' },
] as const;
const row = [-1.5, 0, 1, 0, 2, 0.5, 7];
const cases: readonly Case[] = [
  { support: 'unitInterval', inside: [0, 1, 0.25], outside: [-1e-9, 1.0001, NaN, Infinity] },
  { support: 'real', inside: [-1e30, 0, 5.5], outside: [NaN, Infinity, -Infinity] },
  { support: 'counts', inside: [0, 1, 1e6], outside: [-1, 0.5, NaN, Infinity] },
  { support: 'categories', inside: [0, 1, 12], outside: [-1, 0.5, NaN, Infinity] },
  { support: 'categories', details: { classes: 3 }, inside: [0, 1, 2], outside: [-1, 0.5, 3, NaN] },
  {
    support: 'categories',
    details: { classes: 3, encoding: 'oneHot' },
    inside: [0, 0, 1, 0, 1, 0],
    outside: [1, 0.5, 2, NaN],
    at: 5,
  },
  { support: 'levels', inside: [-3, 0.123, 255], outside: [NaN, Infinity] },
  { support: 'levels', details: { range: [-1, 1] }, inside: [-1, 0.123, 1], outside: [-1.01, 1.01, NaN] },
  { support: 'levels', details: { levels: 5, range: [-1, 1] }, inside: [-1, -0.5, 1], outside: [0.1, 1.5, NaN] },
  { support: 'columns', inside: row, outside: [NaN, Infinity] },
  { support: 'columns', details: { columns }, inside: row, outside: [NaN, Infinity] },
  ...[
    [1, 0.5],
    [3, 1],
    [4, 3],
    [5, 1.5],
    [6, -1],
  ].map(([at, value]) => ({ support: 'columns', details: { columns }, inside: row, outside: [value!], at: at! }) as const),
];

test.each(cases)(
  '$support, $details: finds the first value outside, where it was observed',
  ({ support, details, inside, outside, at = 0 }) => {
    expect(outsideSupport(support, inside, undefined, details)).toBeUndefined();
    for (const value of outside) {
      const values = Float64Array.from(inside);
      values[at] = value;
      expect(outsideSupport(support, values, undefined, details)).toEqual({ index: at, value });
      const mask = inside.map((_, i) => (i === at ? 0 : 1));
      expect(outsideSupport(support, values, mask, details)).toBeUndefined();
      expect(
        outsideSupport(
          support,
          values,
          inside.map(() => 1),
          details,
        ),
      ).toEqual({ index: at, value });
    }
  },
);

test('a one-hot row needs exactly one 1: the second is pointed at, or the first number where there is none', () => {
  const details: SupportDetails = { classes: 3, encoding: 'oneHot' };
  expect(outsideSupport('categories', [1, 0, 1, 0, 1, 0], undefined, details)).toEqual({ index: 2, value: 1 });
  expect(outsideSupport('categories', [1, 0, 0, 0, 0, 0], undefined, details)).toEqual({ index: 3, value: 0 });
});

test('every level of a grid is on it, as float32 has it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 4096 }),
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 0.5, max: 100, noNaN: true }),
      fc.nat(),
      (levels, low, width, at) => {
        const range = [low, low + width] as const;
        const value = Math.fround(low + ((at % levels) / (levels - 1)) * width);
        expect(outsideSupport('levels', [value], undefined, { levels, range })).toBeUndefined();
      },
    ),
  );
});

test('refuses a mask of another length, and rows that are cut off', () => {
  expect(() => outsideSupport('real', [1, 2], [1])).toThrow(
    'outsideSupport: `mask` has 1 numbers but `values` has 2; expected as many',
  );
  expect(() => outsideSupport('columns', [1, 2], undefined, { columns })).toThrow(
    'outsideSupport: `values` has 2 numbers; expected whole rows of 7',
  );
  const none = { kind: 'categorical', classes: 1 } as const;
  expect(() => outsideSupport('columns', [1], undefined, { columns: [none] })).toThrow('a categorical column has 1 `classes`');
});

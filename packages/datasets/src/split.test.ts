import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { split } from './split.js';
import { subset, take } from './subset.js';

/** Examples whose one number is their row; labels of the given classes in turn. */
function numbered(size: number, classes?: number): Examples<'none'> {
  return {
    x: { data: Float32Array.from({ length: size }, (_, row) => row), shape: [size, 1] },
    ...(classes === undefined
      ? {}
      : { y: { data: Int32Array.from({ length: size }, (_, row) => row % classes), shape: [size] } }),
    factors: { names: ['row'], values: { data: Float32Array.from({ length: size }, (_, row) => row), shape: [size, 1] } },
    binarization: 'none',
    name: 'numbered',
  };
}

describe('split', () => {
  test('parts are disjoint, complete, in order, of the size asked for; labels and factors go with their rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
        fc.integer(),
        (size, fraction, classes, seed) => {
          fc.pre(Math.round(size * fraction) >= 1 && Math.round(size * fraction) < size);
          const { train, validation } = split(numbered(size, classes), { fraction, seed });
          expect(validation.x.shape[0]).toBe(Math.round(size * fraction));
          const rows = [...train.x.data, ...validation.x.data];
          expect(rows.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, row) => row));
          for (const part of [train, validation]) {
            expect([...part.x.data]).toEqual([...part.x.data].sort((a, b) => a - b));
            expect(part.factors?.values.data).toEqual(part.x.data);
            expect(part.y?.data).toEqual(
              classes === undefined ? undefined : Int32Array.from(part.x.data, (row) => row % classes),
            );
          }
          for (let label = 0; label < (classes ?? 0); label++) {
            const all = Math.ceil((size - label) / (classes ?? 1));
            const found = validation.y?.data.filter((other) => other === label).length ?? 0;
            expect(Math.abs(found - (validation.x.shape[0] ?? 0) * (all / size))).toBeLessThan(1);
          }
        },
      ),
    );
  });

  test('deterministic by seed; every row is as likely as every other', () => {
    expect(split(numbered(50), { seed: 3 })).toEqual(split(numbered(50), { seed: 3 }));
    expect(split(numbered(50), { seed: 3 })).not.toEqual(split(numbered(50), { seed: 4 }));
    const counts = new Float64Array(20);
    const runs = 4000;
    for (let seed = 0; seed < runs; seed++) {
      for (const row of split(numbered(20), { fraction: 0.25, seed }).validation.x.data) counts[row] = (counts[row] ?? 0) + 1;
    }
    // Each count is binomial(runs, ¼); 4.5 standard deviations over twenty of them.
    for (const count of counts) expect(Math.abs(count - runs / 4)).toBeLessThan(4.5 * Math.sqrt(runs * 0.25 * 0.75));
  });

  test.each([
    [2, 0.1, 1],
    [4, 0.1, 1],
    [5, 0.01, 1],
    [3, 0.99, 2],
    [10, 0.25, 3],
  ])('of %i examples %f is %i: no part is empty', (size, fraction, held) => {
    const { train, validation } = split(numbered(size), { fraction });
    expect([train.x.shape[0], validation.x.shape[0]]).toEqual([size - held, held]);
  });

  test('one example cannot be parted', () => {
    expect(() => split(numbered(1))).toThrow(/1 example cannot be parted in two; give more, or take no part away/);
  });

  test.each([0, 1, -0.1, Number.NaN])('fraction %s of ten examples is refused', (fraction) => {
    expect(() => split(numbered(10), { fraction })).toThrow(DataError);
  });

  test('labels are needed to stratify; a seed is whole', () => {
    expect(() => split(numbered(10), { stratify: true })).toThrow(/no `y`/);
    expect(() => split(numbered(10), { seed: 0.5 })).toThrow(/^split: `seed` is 0.5/);
  });
});

describe('subset and take', () => {
  test('rows in the order asked for, copied', () => {
    const from = numbered(5, 2);
    const some = subset(from, [4, 0, 4]);
    expect(some).toEqual({
      ...from,
      x: { data: Float32Array.of(4, 0, 4), shape: [3, 1] },
      y: { data: Int32Array.of(0, 0, 0), shape: [3] },
      factors: { names: ['row'], values: { data: Float32Array.of(4, 0, 4), shape: [3, 1] } },
    });
    expect(take(from, 2)).toEqual(subset(from, [0, 1]));
    some.x.data[0] = 9;
    expect(from.x.data[4]).toBe(4);
  });

  test('a Node buffer is copied as the bytes it is', () => {
    const data: Uint8Array = Buffer.from([1, 2, 3, 4]);
    const some = take({ x: { data, shape: [2, 2] }, binarization: 'none' as const }, 1);
    data[0] = 9;
    expect(some.x.data).toStrictEqual(Uint8Array.of(1, 2));
  });

  test('refusals', () => {
    expect(() => subset(numbered(3), [0, 3])).toThrow(/`indices\[1\]` is 3; a whole number from 0 to 2/);
    expect(() => subset(numbered(3), [-1])).toThrow(DataError);
    expect(() => subset(numbered(3), [0.5])).toThrow(DataError);
    expect(() => subset(numbered(3), [])).toThrow(/at least one/);
    for (const count of [0, 4, 1.5, Number.NaN])
      expect(() => take(numbered(3), count)).toThrow(/^take: `count` is .*from 1 to 3/);
  });
});

test('arrays that are not of the same examples are refused', () => {
  const { x, y, ...rest } = numbered(4, 2);
  const few = { data: y!.data.slice(0, 3), shape: [3] };
  for (const [name, cut] of [
    ['subset', (examples: Examples<'none'>) => subset(examples, [0])],
    ['split', (examples: Examples<'none'>) => split(examples, { stratify: false })],
  ] as const) {
    expect(() => cut({ ...rest, x, y: few })).toThrow(`${name}: \`y\` has shape [3] and 3 numbers, but there are 4 examples`);
    expect(() => cut({ ...rest, x: { data: x.data, shape: [6, 1] } })).toThrow(
      `${name}: \`x\` has shape [6,1] and 4 numbers, but there are 6 examples`,
    );
  }
});

test('ids, rows of a table and unseen values of other examples are refused, in the name of who was asked', () => {
  const examples = numbered(4, 2);
  const ids = [{ name: 'id', values: ['a', 'b', 'c'] }];
  const rows = { columns: [], size: 5 };
  const unseen = [{ row: 4, column: 'city', value: 'Bern' }];
  const cuts: Record<string, (given: Examples<'none'>) => unknown> = {
    subset: (given) => subset(given, [0]),
    take: (given) => take(given, 1),
    split: (given) => split(given),
  };
  for (const [name, cut] of Object.entries(cuts)) {
    expect(() => cut({ ...examples, ids })).toThrow(
      `${name}: the ids \`id\` are 3, but there are 4 examples; one each was expected`,
    );
    expect(() => cut({ ...examples, rows })).toThrow(`${name}: \`rows\` has 5 rows, but there are 4 examples`);
    expect(() => cut({ ...examples, unseen })).toThrow(`${name}: \`unseen\` has row 4; a whole number from 0 to 3 was expected`);
  }
});

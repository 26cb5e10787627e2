import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES, flatMemory, SCRATCH_BYTES } from './flatMemory.js';

describe('flatMemory', () => {
  it('places variables at whole blocks, apart from each other, in the order of the layout', () => {
    const { regions, memory } = flatMemory(
      [
        { name: 'w', size: 17 },
        { name: 'b', size: 3 },
        { name: 'none', size: 0 },
        { name: 'c', size: 16 },
      ],
      3,
    );
    const places = regions.flatMap(({ views }) =>
      Object.values(views).map((view) => [view.byteOffset, view.byteOffset + view.byteLength] as const),
    );
    for (const [start] of places) expect(start % BLOCK_BYTES).toBe(0);
    for (const [i, [start]] of places.entries())
      expect(start).toBeGreaterThanOrEqual(i === 0 ? SCRATCH_BYTES : places[i - 1]![1]);
    expect(Object.keys(regions[0]!.views)).toEqual(['w', 'b', 'none', 'c']);
    expect(regions[2]!.views['w']!.buffer).toBe(memory.buffer);
    expect(Object.values(regions[1]!.views).map(({ length }) => length)).toEqual([17, 3, 0, 16]);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it('keeps what is written to every view', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 5 }),
        (sizes, count) => {
          const { regions } = flatMemory(
            sizes.map((size, i) => ({ name: `v${i}`, size })),
            count,
          );
          const views = regions.flatMap((region) => Object.values(region.views));
          for (const [i, view] of views.entries()) view.fill(i + 1);
          for (const [i, view] of views.entries()) expect(view.every((value) => value === i + 1)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('joins neighbors into one span', () => {
    const { spans, length } = flatMemory(
      ['a', 'b', 'c', 'd'].map((name) => ({ name, size: 20 })),
      1,
    );
    expect(length).toBe(4 * 128);
    expect(spans()).toEqual([{ start: 0, end: 512 }]);
    expect(spans(['b', 'a', 'd', 'a'])).toEqual([
      { start: 0, end: 256 },
      { start: 384, end: 512 },
    ]);
    expect(spans([])).toEqual([]);
    expect(() => spans(['e'])).toThrow('`e` is not in the layout, which has a, b, c, d');
  });

  it('says what is wrong with a layout', () => {
    expect(() => flatMemory([], 1)).toThrow('the layout is empty');
    expect(() =>
      flatMemory(
        [
          { name: 'a', size: 1 },
          { name: 'a', size: 2 },
        ],
        1,
      ),
    ).toThrow('has `a` twice');
    expect(() => flatMemory([{ name: 'a', size: 1.5 }], 1)).toThrow('`a` has size 1.5');
    expect(() => flatMemory([{ name: 'a', size: 2 ** 29 }], 4)).toThrow('more than the 4096 MiB');
  });
});

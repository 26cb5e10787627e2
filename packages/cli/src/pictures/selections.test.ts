import { describe, expect, it } from 'vitest';
import { klOfDimension } from './codes.js';
import { rowsOf } from './drawing.js';
import { extentOf } from './manifold.js';
import { pairPaths } from './pairPaths.js';
import { rowsByClass } from './rowsByClass.js';
import { topDimensions } from './topDimensions.js';
import { csv } from './writeDrawing.js';

const labels = Int32Array.from([2, 0, 1, 1, 0, 2]);

describe('rowsByClass', () => {
  it('takes classes in turn', () => {
    expect(rowsByClass(labels, 4)).toEqual([1, 2, 0, 4]);
    expect(rowsByClass(labels, 9, [1])).toEqual([2, 3]);
    expect(rowsByClass(undefined, 3)).toEqual([0, 1, 2]);
  });
});

describe('pairPaths', () => {
  const codes = { width: 1, mean: Float32Array.from([0, 1, 2, 3, 4, 5]), logVar: new Float32Array(6), klByDimension: [0] };

  it('joins neighboring classes, or examples of one class, or whatever there is', () => {
    const between = pairPaths(codes, labels, ['a', 'b', 'c'], { paths: 2, withinClass: false });
    expect(between.map(({ name }) => name)[0]).toBe('a → b');
    expect([between[0]!.from[0], between[0]!.to[0]]).toEqual([1, 2]);
    const within = pairPaths(codes, labels, ['a', 'b', 'c'], { paths: 3, withinClass: true });
    expect(within.map(({ name, from, to, label }) => [name, from[0], to[0], label])).toEqual([
      ['a', 1, 4, 0],
      ['b', 2, 3, 1],
      ['c', 0, 5, 2],
    ]);
    expect(pairPaths(codes, undefined, undefined, { paths: 9, withinClass: false }).length).toBe(3);
  });
});

describe('the rest', () => {
  it('klOfDimension is ½(σ² + μ² − 1 − log σ²) against N(0, 1), and 0 against itself', () => {
    expect(klOfDimension(1, 0, 0, 0)).toBe(0.5);
    expect(klOfDimension(0, Math.log(4), 0, 0)).toBeCloseTo(0.5 * (4 - 1 - Math.log(4)), 14);
    expect(klOfDimension(0.3, -1.2, 0.3, -1.2)).toBeCloseTo(0, 14);
    // Against N(1, 4): ½ (log 4 + (1 + 1) / 4 − 1).
    expect(klOfDimension(0, 0, 1, Math.log(4))).toBeCloseTo(0.5 * (Math.log(4) + 0.5 - 1), 14);
  });

  it('topDimensions sorts by divergence', () => expect(topDimensions({ klByDimension: [0.1, 3, 2] }, 2)).toEqual([1, 2]));

  it('rowsOf takes rows in order', () => {
    expect([...rowsOf({ data: Float32Array.from([1, 2, 3, 4]), shape: [2, 2] }, [1, 0, 1]).data]).toEqual([3, 4, 1, 2, 3, 4]);
  });

  it('extentOf leaves the outer 2 % at each side out', () => {
    const values = Array.from({ length: 101 }, (_, i) => [i, -i]).flat();
    expect(extentOf(values)).toEqual({ horizontal: [2, 98], vertical: [-98, -2] });
  });

  it('csv quotes what needs it', () => expect(csv(['a', 'b'], [[1, 'x,"y"']])).toBe('a,b\n1,"x,""y"""\n'));
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError } from './dataError.js';
import { drawFromGrid } from './factorGrid.js';
import { spriteGrid, sprites } from './sprites.js';
import { subset } from './subset.js';
import { validateExamples } from './validateExamples.js';

/** Sum, center and direction (of the longer axis) of the light in an image of one channel. */
function moments(image: ArrayLike<number>, side: number): { area: number; x: number; y: number; direction: number } {
  let [area, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const light = (image[i * side + j] ?? 0) / 255;
      area += light;
      x += light * (j + 0.5);
      y += light * (i + 0.5);
      xx += light * (j + 0.5) ** 2;
      xy += light * (j + 0.5) * (i + 0.5);
      yy += light * (i + 0.5) ** 2;
    }
  }
  x /= area;
  y /= area;
  return { area, x, y, direction: 0.5 * Math.atan2(2 * (xy / area - x * y), xx / area - x * x - (yy / area - y * y)) };
}

describe('spriteGrid', () => {
  test('the factors are those of dSprites, and indices go to factors and back', () => {
    const grid = spriteGrid();
    expect(grid.factors.map(({ name }) => name)).toEqual(['shape', 'scale', 'rotation', 'x', 'y']);
    expect(grid.sizes).toEqual([3, 6, 40, 32, 32]);
    expect(grid.size).toBe(737_280);
    expect(grid.shape).toEqual([64, 64, 1]);
    expect(grid.indexOf([0, 0, 0, 0, 1])).toBe(1);
    expect(grid.indexOf([2, 5, 39, 31, 31])).toBe(737_279);
    fc.assert(fc.property(fc.nat(737_279), (index) => grid.indexOf(grid.factorsOf(index)) === index));
    expect(spriteGrid({ color: true, imageSize: 32 })).toMatchObject({
      sizes: [8, 3, 6, 40, 32, 32],
      shape: [32, 32, 3],
      size: 8 * 737_280,
    });
  });

  test.each([64, 32])('area, place and direction can be read off the pixels, side %i', (side) => {
    const grid = spriteGrid({ imageSize: side });
    const radius = 0.22 * side;
    // In units of the squared half size: a square of side 1.2, an ellipse, and π / 1.25 shrunk by 1.29.
    const areas = [1.44, Math.PI * 0.98 * 0.5, Math.PI / 1.25 / 1.29 ** 2];
    fc.assert(
      fc.property(fc.nat(grid.size - 1), (index) => {
        const examples = grid.examples([index]);
        const [shape = 0, , , column = 0, row = 0] = grid.factorsOf(index);
        const [, scale = 0, rotation = 0] = examples.factors?.values.data ?? [];
        const { area, x, y, direction } = moments(examples.x.data, side);
        const half = radius * scale;
        // Places a sixth of a pixel apart put an edge that runs along them up to a twelfth beside itself; the edges are five half sizes long.
        expect(Math.abs(area - (areas[shape] ?? 0) * half * half)).toBeLessThan((5 * half) / 12);
        const place = (at: number): number => radius + 1 + ((side - 2 * radius - 2) * at) / 31;
        // A center, likewise, up to a twelfth of a pixel in each direction.
        expect(Math.hypot(x - place(column), y - place(row))).toBeLessThan(Math.SQRT2 / 12);
        if (shape === 1) {
          const off = Math.abs(((direction - rotation) % Math.PI) + 2 * Math.PI) % Math.PI;
          expect(Math.min(off, Math.PI - off)).toBeLessThan(0.03);
        }
        expect(examples.y?.data[0]).toBe(shape);
      }),
      { numRuns: 150 },
    );
  });

  test('no sprite is cut off at the border', () => {
    const grid = spriteGrid({ imageSize: 40, rotations: 8, positions: 2 });
    for (const examples of grid.chunks({ count: 64 })) {
      for (let row = 0; row < (examples.x.shape[0] ?? 0); row++) {
        const image = examples.x.data.subarray(row * 1600, (row + 1) * 1600);
        const border = Array.from({ length: 40 }, (_, i) => [image[i], image[1560 + i], image[40 * i], image[40 * i + 39]]);
        expect(Math.max(...border.flat().map((value) => value ?? 0))).toBe(0);
      }
    }
  });

  test('the heart stands upright at rotation 0: broad above, pointed below', () => {
    const grid = spriteGrid();
    const image = grid.examples([grid.indexOf([2, 5, 0, 16, 16])]).x.data;
    const lines = Array.from({ length: 64 }, (_, i) =>
      [...image.subarray(64 * i, 64 * (i + 1))].reduce((sum, value) => sum + value, 0),
    );
    const filled = lines.flatMap((light, i) => (light > 0 ? [i] : []));
    const [first = 0, last = 0] = [filled[0], filled.at(-1)];
    expect(lines[first + 3]).toBeGreaterThan(3 * (lines[last - 3] ?? 0));
    const line = image.subarray(64 * (first + 1), 64 * (first + 2));
    // Two lobes: dark between them.
    const lit = [...line].flatMap((value, j) => (value > 128 ? [j] : []));
    expect((lit.at(-1) ?? 0) - (lit[0] ?? 0) + 1).toBeGreaterThan(lit.length);
  });

  test('color is a factor: a sprite of each color has the pixels of the white one, tinted', () => {
    const grid = spriteGrid({ color: true, imageSize: 32 });
    const white = spriteGrid({ imageSize: 32 });
    const where = [1, 4, 7, 12, 20];
    const gray = white.examples([white.indexOf(where)]).x.data;
    const tints = new Set<string>();
    for (let hue = 0; hue < 8; hue++) {
      const image = grid.examples([grid.indexOf([hue, ...where])]).x.data;
      const full = gray.findIndex((value) => value === 255);
      const tint = [...image.subarray(3 * full, 3 * full + 3)];
      tints.add(tint.join());
      const errors = [...gray].flatMap((value, i) =>
        tint.map((channel, c) => Math.abs((image[3 * i + c] ?? 0) - (channel * value) / 255)),
      );
      expect(Math.max(...errors)).toBeLessThanOrEqual(1);
    }
    expect(tints.size).toBe(8);
  });

  test('chunks give all examples once, in order; what is out of range is refused', () => {
    const grid = spriteGrid({ imageSize: 16, scales: 2, rotations: 3, positions: 2 });
    const chunks = [...grid.chunks({ count: 30 })];
    expect(chunks.map(({ x }) => x.shape[0])).toEqual([30, 30, 12]);
    const all = grid.examples(Array.from({ length: 72 }, (_, i) => i));
    expect(chunks.flatMap(({ x }) => [...x.data])).toEqual([...all.x.data]);
    expect([...grid.chunks({ from: 70 })][0]?.factors?.indices?.data).toEqual(all.factors?.indices?.data.slice(70 * 5));
    expect(() => grid.factorsOf(72)).toThrow(/sprites\.factorsOf: `index` is 72; a whole number from 0 to 71/);
    expect(() => grid.indexOf([0, 0, 0])).toThrow(/3 factors came but there are 5: shape, scale, rotation, x, y/);
    expect(() => grid.indexOf([0, 2, 0, 0, 0])).toThrow(/`scale` is 2; a whole number from 0 to 1/);
    expect(() => grid.examples([])).toThrow(/is empty/);
    expect(() => [...grid.chunks({ count: 0 })]).toThrow(DataError);
    expect(() => spriteGrid({ imageSize: 8 })).toThrow(/`imageSize` is 8; a whole number from 16 to 256/);
  });
});

describe('sprites', () => {
  test('no example comes twice; factors stay with their examples', () => {
    const set = sprites({ size: 288, imageSize: 16, scales: 2, rotations: 4, positions: 4, testFraction: 0.25 });
    const seen = [set.train, set.test].flatMap(({ factors }) =>
      Array.from({ length: factors?.values.shape[0] ?? 0 }, (_, row) =>
        factors?.indices?.data.slice(5 * row, 5 * row + 5).join(),
      ),
    );
    expect(new Set(seen).size).toBe(288);
    expect(set.train.classes).toEqual(['square', 'ellipse', 'heart']);
    const part = subset(set.train, [3, 1]);
    expect(part.factors?.indices?.data.slice(0, 5)).toEqual(set.train.factors?.indices?.data.slice(15, 20));
    expect(() => validateExamples(part)).not.toThrow();
    expect(part.factors?.sizes).toEqual([3, 2, 4, 4, 4]);
  });

  test('combinations are drawn evenly', () => {
    const grid = spriteGrid({ imageSize: 16 });
    const { train } = drawFromGrid(grid, { size: 3000, seed: 2 });
    const mean = [0, 1, 2, 3, 4].map(
      (f) =>
        Array.from({ length: 2400 }, (_, row) => train.factors?.indices?.data[5 * row + f] ?? 0).reduce((a, b) => a + b, 0) /
        2400,
    );
    mean.forEach((value, f) => {
      const values = grid.sizes[f] ?? 1;
      expect(Math.abs(value - (values - 1) / 2)).toBeLessThan(4 * Math.sqrt((values * values - 1) / 12 / 2400));
    });
    expect(() => drawFromGrid(grid, { size: grid.size + 1 })).toThrow(/`size` is 737281/);
  });
});

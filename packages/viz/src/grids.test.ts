import { describe, expect, it } from 'vitest';
import { imageGrid } from './imageGrid.js';
import { interpolationStrip } from './interpolationStrip.js';
import { latentManifoldGrid } from './latentManifoldGrid.js';
import { rings } from './pictures.test-helper.js';
import { reconstructionGrid } from './reconstructionGrid.js';
import { samplesByClassGrid } from './samplesByClassGrid.js';
import { traversalGrid } from './traversalGrid.js';

/** Images of one pixel with the values 1, 2, 3, … so that the layout can be read off the raster. */
const counted = (count: number, from: number = 1) => ({
  data: Uint8Array.from({ length: count }, (_, i) => from + i),
  shape: [count, 1, 1, 1],
});
const bare = { gap: 0, scale: 1 } as const;

describe('grids with a meaning', () => {
  it('samplesByClassGrid: a row is a class', () => {
    const raster = samplesByClassGrid(counted(6), { perClass: 3, classes: 2, ...bare });
    expect([raster.width, raster.height, ...raster.data]).toEqual([3, 2, 1, 2, 3, 4, 5, 6]);
    expect(() => samplesByClassGrid(counted(5), { perClass: 3, classes: 2 })).toThrow(
      'samplesByClassGrid: `images` has shape [5,1,1,1] but 2 classes of 3 need 6 images, class by class',
    );
    expect(() => samplesByClassGrid(counted(6), { perClass: 3, classes: 2, classNames: ['a'] })).toThrow(
      '`classNames` has 1 entries but there are 2 classes',
    );
  });

  it('reconstructionGrid: rows alternate and pairs lie apart', () => {
    const raster = reconstructionGrid(counted(3), counted(3, 11), {
      columns: 2,
      rowNames: false,
      background: [0, 0, 0],
      ...bare,
    });
    expect([raster.width, raster.height]).toEqual([2, 6]);
    expect([...raster.data]).toEqual([1, 2, 11, 12, 0, 0, 0, 0, 3, 0, 13, 0]);
    expect(reconstructionGrid(rings(3), rings(3)).width).toBeGreaterThan(
      reconstructionGrid(rings(3), rings(3), { rowNames: false }).width,
    );
    expect(() => reconstructionGrid(counted(3), counted(2))).toThrow(
      'reconstructionGrid: `originals` has shape [3,1,1,1] but `reconstructions` has [2,1,1,1]; give one reconstruction for each original',
    );
  });

  it('latentManifoldGrid: a square without gaps', () => {
    const raster = latentManifoldGrid(counted(9), { scale: 1 });
    expect([raster.width, raster.height, ...raster.data]).toEqual([3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(() => latentManifoldGrid(counted(8))).toThrow(
      'latentManifoldGrid: `images` has shape [8,1,1,1]; a manifold needs n * n images, so 9 or 16',
    );
  });

  it('traversalGrid: a row is a dimension', () => {
    const raster = traversalGrid(counted(4), { steps: 2, ...bare });
    expect([...raster.data]).toEqual([1, 2, 3, 4]);
    expect(() => traversalGrid(counted(5), { steps: 2 })).toThrow('which is not a multiple of `steps` (=2)');
  });

  it('interpolationStrip: a row is a path', () => {
    expect(interpolationStrip(counted(5), bare)).toEqual(imageGrid(counted(5), { columns: 5, ...bare }));
    expect(interpolationStrip(counted(6), { steps: 3, ...bare }).height).toBe(2);
  });

  it('name the function in every error', () => {
    const bad = { data: new Float32Array([Number.NaN]), shape: [1, 1, 1, 1] };
    expect(() => samplesByClassGrid(bad, { perClass: 1, classes: 1 })).toThrow(/^samplesByClassGrid: .* holds NaN/);
    expect(() => reconstructionGrid(bad, bad)).toThrow(/^reconstructionGrid: `originals` holds NaN/);
    expect(() => latentManifoldGrid(bad)).toThrow(/^latentManifoldGrid: /);
    expect(() => traversalGrid(bad, { steps: 1 })).toThrow(/^traversalGrid: /);
    expect(() => interpolationStrip(bad)).toThrow(/^interpolationStrip: /);
  });
});

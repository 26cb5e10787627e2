import * as tf from '@tensorflow/tfjs';
import { decode, reconstruct, sample, type Vae } from '@vaekit/core';
import { transform } from '@vaekit/cvae';
import { encodePng, imageGrid, imageGridFigure, latentManifoldGrid, reconstructionGrid } from '@vaekit/viz';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  codesOf,
  cornersFigure,
  extentOf,
  type Figure,
  interpolationFigure,
  manifoldFigure,
  pathsBetween,
  reconstructionsFigure,
  rowsByClass,
  rowsOf,
  samplesFigure,
  scatterFigure,
  transformationFigure,
  traversalFigure,
  traversalStart,
} from './index.js';
import { images, labeledVae, leftOver, meansVae, plainVae } from './tiny.test-helper.js';

const makers = {
  plain: plainVae,
  means: meansVae,
  labeled: labeledVae,
  points: () => plainVae(2, [2]),
  numbers: () => plainVae(2, [8]),
  line: () => plainVae(1),
};
const models = {} as Record<keyof typeof makers, Vae>;
beforeEach(async () => {
  await tf.setBackend('cpu');
  for (const [name, make] of Object.entries(makers)) models[name as keyof typeof makers] ??= make();
});
afterAll(() => Object.values(models).forEach((model) => model.dispose()));

const plain = (tensor: tf.Tensor): { data: Float32Array; shape: number[] } => {
  const made = { data: Float32Array.from(tensor.dataSync()), shape: tensor.shape };
  tensor.dispose();
  return made;
};
const corners = [Float32Array.of(0, 0), Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(1, 1)] as const;
const some = rowsOf(images, rowsByClass(images, 6));

describe.each(['plain', 'means', 'labeled'] as const)('every figure of %s', (which) => {
  const figures: Record<string, (model: Vae) => Promise<Figure>> = {
    samples: (model) => samplesFigure(model, { count: 2 }),
    reconstructions: (model) => reconstructionsFigure(model, some, { seed: 1 }),
    interpolation: async (model) => interpolationFigure(model, pathsBetween(model, await codesOf(model, images)), { frames: 3 }),
    corners: async (model) => {
      const { mean, width } = await codesOf(model, images);
      const code = (row: number): Float32Array => mean.slice(row * width, (row + 1) * width);
      return cornersFigure(model, [code(0), code(1), code(2), code(3)], { steps: 3 });
    },
    traversal: (model) => traversalFigure(model),
    scatter: async (model) => scatterFigure(model, await codesOf(model, images)),
  };

  it.each(Object.entries(figures))('%s: SVG, pixels where it has any, no tensor left', async (_name, make) => {
    let figure: Figure | undefined;
    expect(await leftOver(async () => (figure = await make(models[which])))).toBe(0);
    expect(figure!.svg()).toMatch(/^<svg/);
    const raster = figure!.raster?.(1);
    if (raster !== undefined) expect(encodePng(raster).length).toBeGreaterThan(60);
    if (figure!.gif !== undefined) expect(String.fromCharCode(...figure!.gif(1).subarray(0, 3))).toBe('GIF');
    expect([figure!.caption, figure!.alt].every((text) => text.length > 10)).toBe(true);
  });
});

describe('pixels are those of the model', () => {
  it('samples are what `sample` gives for the same seed', async () => {
    const figure = await samplesFigure(models.plain, { count: 4, seed: 3, columns: 2 });
    const wanted = plain(sample(models.plain, { count: 4, seed: 3 }));
    expect(figure.raster!(1)).toEqual(imageGrid(wanted, { columns: 2, clamp: true, scale: 1 }));
    expect(figure.table!().rows.flat()).toEqual([...wanted.data]);
  });

  it('samples by class, with the class in front of the numbers', async () => {
    const { columns, rows } = (await samplesFigure(models.means, { count: 2, classes: [2, 0] })).table!();
    expect(columns.slice(0, 2)).toEqual(['class', 'x0']);
    expect(rows.map(([label]) => label)).toEqual([2, 2, 0, 0]);
    const wanted = plain(sample(models.means, { labels: [2, 2, 0, 0], seed: 0 }));
    expect(rows.flatMap(([, ...values]) => values)).toEqual([...wanted.data]);
  });

  it('reconstructions stand below their originals', async () => {
    const input = tf.tensor(some.x.data, [...some.x.shape]);
    const wanted = plain(reconstruct(models.labeled, input, { labels: some.y }));
    input.dispose();
    const figure = await reconstructionsFigure(models.labeled, some);
    expect(figure.raster!(1)).toEqual(reconstructionGrid(some.x, wanted, { columns: 6, clamp: true, scale: 1 }));
  });

  it('bytes are intensities: the same figure as of the numbers they stand for', async () => {
    const bytes = Uint8Array.from(images.x.data, (value) => Math.round(255 * value));
    const draw = async (data: Float32Array | Uint8Array) =>
      (await reconstructionsFigure(models.plain, { x: { data, shape: images.x.shape } })).svg();
    expect(await draw(bytes)).toBe(await draw(Float32Array.from(bytes, (value) => value / 255)));
  });

  it('a transformation has the example first, then the example under each class', async () => {
    const one = rowsOf(images, [1]);
    const input = tf.tensor(one.x.data, [1, 4, 4, 1]);
    const others = [2, 0].map((label) => plain(transform(models.means, input, { from: [1], to: [label] })));
    input.dispose();
    const wanted = { data: Float32Array.from([one.x, ...others].flatMap(({ data }) => [...data])), shape: [3, 4, 4, 1] };
    const figure = await transformationFigure(models.means, one, { to: [2, 0], classNames: ['a', 'b', 'c'] });
    expect(figure.raster!(1)).toEqual(imageGrid(wanted, { columns: 3, columnLabels: ['x', 'c', 'a'], clamp: true, scale: 1 }));
  });

  it('the manifold has its first value at the bottom left', async () => {
    const extent = { horizontal: [-1, 3], vertical: [0, 4] } as const;
    const codes = tf.tensor2d([-1, 4, 3, 4, -1, 0, 3, 0], [4, 2]);
    const wanted = plain(decode(models.labeled, codes, { labels: [2, 2, 2, 2] }));
    codes.dispose();
    const drawn = (await manifoldFigure(models.labeled, { extent, side: 2, label: 2 })).raster!(1);
    expect(drawn).toEqual(latentManifoldGrid(wanted, { clamp: true, scale: 1 }));
  });

  it('corners are the codes themselves', async () => {
    const codes = tf.tensor2d([0, 0, 1, 0, 0, 1, 1, 1], [4, 2]);
    const wanted = plain(decode(models.plain, codes));
    codes.dispose();
    const figure = await cornersFigure(models.plain, corners, { steps: 2 });
    expect(figure.svg()).toBe(imageGridFigure(wanted, { columns: 2, clamp: true, title: 'Interpolation between four examples' }));
  });
});

describe('points and numbers', () => {
  it('points are drawn as a scatter, other numbers as none', async () => {
    expect((await samplesFigure(models.points, { count: 5 })).svg()).toContain('Samples');
    const figure = await samplesFigure(models.numbers, { count: 3 });
    expect(figure.table!().columns).toEqual(['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7']);
    expect(() => figure.svg()).toThrow('samplesFigure: examples of shape [8] cannot be drawn; take the numbers, `table()`');
  });

  it('a scatter of wide codes says which plane it is and how much of them it holds', async () => {
    const mean = Float32Array.from([3, 0, 0, -3, 0, 0, 0, 0, 2, 0, 0, -2, 0, 1, 0, 0, -1, 0]);
    const svg = (await scatterFigure(models.plain, { width: 3, mean })).svg();
    // Variances 9, 4 and 1 of each axis: 13/14.
    expect(svg).toContain('principal components of the codes,');
    expect(svg).toContain('which holds 93 %');
    const twelve = Int32Array.from({ length: 6 }, (_, i) => 2 * i + 2);
    expect((await scatterFigure(models.plain, { width: 3, mean, labels: twelve })).caption).not.toContain('by class');
  });

  it('extentOf leaves the outer 2 % at each side out, and spans the rest by 15 places of round numbers', () => {
    const mean = Float32Array.from(Array.from({ length: 101 }, (_, i) => [i, -i]).flat());
    // 2 to 98 in 14 steps: 6.86 each, so 8; about 50, the nearest multiple is 48.
    expect(extentOf({ mean })).toEqual({ horizontal: [-8, 104], vertical: [-104, 8] });
  });

  it('a traversal starts from the mean of a class where there are such', async () => {
    expect(await traversalStart(models.plain)).toEqual({ code: new Float32Array(2), name: 'the origin', label: 0 });
    const { code, name } = await traversalStart(models.means, { label: 1, classNames: ['a', 'b', 'c'] });
    expect([code.length, name]).toEqual([3, "the prior's mean of class b"]);
  });

  it('a traversal goes over the range of codes that have no divergence from a prior', async () => {
    // Means 2 and 20, deviations 1 and 10.
    const start = await traversalStart(models.plain, { codes: { width: 2, mean: Float32Array.of(1, 10, 3, 30) } });
    const [code, deviations] = [Float32Array.of(2, 20), Float32Array.of(1, 10)];
    expect(start).toEqual({ code, deviations, name: 'the mean of the codes', label: 0 });
    const figure = await traversalFigure(models.plain, { start, from: -1, to: 1, steps: 3 });
    expect(figure.svg()).toContain('standard deviations added');
    expect(figure.caption).toContain('standard deviations of the codes');
    for (const [dimension, from, to] of [
      [0, 1, 3],
      [1, 10, 30],
    ] as const) {
      const dimensions = [dimension];
      const along = await traversalFigure(models.plain, { start, dimensions, from: -1, to: 1, steps: 3 });
      const plain = { start: { code, name: '' }, dimensions, from, to, steps: 3 };
      expect(along.raster!(1)).toEqual((await traversalFigure(models.plain, plain)).raster!(1));
    }
    // A divergence says that the codes are near the prior.
    const near = { width: 2, mean: Float32Array.of(1, 10, 3, 30), klByDimension: [1, 1] };
    expect((await traversalStart(models.plain, { codes: near })).name).toBe('the origin');
  });
});

describe('what cannot be drawn is refused by name', () => {
  it.each([
    ['reconstructionsFigure', () => reconstructionsFigure(models.points, images)],
    ['interpolationFigure', () => interpolationFigure(models.points, [])],
    ['manifoldFigure', () => manifoldFigure(models.points)],
    ['traversalFigure', () => traversalFigure(models.points)],
    ['transformationFigure', () => transformationFigure(models.points, images)],
    ['cornersFigure', () => cornersFigure(models.points, corners)],
  ])('%s of points', async (name, draw) => {
    await expect(draw()).rejects.toThrow(
      `${name}: examples of shape [2] cannot be drawn; expected images, [height,width,1] or [height,width,3]`,
    );
  });

  it('the manifold of a wide code, codes of one dimension, examples without labels', async () => {
    await expect(manifoldFigure(models.means)).rejects.toThrow(
      'manifoldFigure: a code has shape [3]; expected [2], a plane that can be drawn whole',
    );
    await expect(scatterFigure(models.line, await codesOf(models.line, images))).rejects.toThrow(
      'scatterFigure: the codes have one dimension; expected at least two',
    );
    await expect(transformationFigure(models.means, { x: images.x })).rejects.toThrow(
      'transformationFigure: the examples have no labels; give `y`, the class of each example',
    );
  });
});

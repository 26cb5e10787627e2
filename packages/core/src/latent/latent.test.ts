import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { seedOf } from '../random/freshSeed.js';
import { expect, test } from 'vitest';
import { mlp, mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { classMeans } from '../priors/classMeans.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { vae } from '../vae.js';
import { decode } from './decode.js';
import { encode, posteriorMoments } from './encode.js';
import { interpolate, interpolateGrid } from './interpolate.js';
import { reconstruct } from './reconstruct.js';
import { sample, samplePrior } from './sample.js';
import { traverse } from './traverse.js';

const x = (): tf.Tensor => tf.tensor(tinyData(3).data, [3, 4]);

test('interpolate: both ends exactly, steps of equal length, the middle in the middle', () => {
  const code = fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(code, code, fc.integer({ min: 2, max: 9 }), fc.constantFrom('linear', 'spherical'), (a, b, steps, method) => {
      const path = interpolate(a, b, { steps, method }).arraySync();
      expect(path).toHaveLength(steps);
      // −0 is 0 here.
      expect(deviation(path[0]!, a)).toBe(0);
      expect(deviation(path.at(-1)!, b)).toBe(0);
    }),
  );
  expect(interpolate([0, 0], tf.tensor1d([4, 8]), { steps: 5 }).arraySync()).toEqual([
    [0, 0],
    [1, 2],
    [2, 4],
    [3, 6],
    [4, 8],
  ]);
});

test('interpolate: the spherical way keeps the norm and moves by equal angles', () => {
  const path = interpolate([3, 0, 0], [0, 0, 3], { steps: 7, method: 'spherical' }).arraySync();
  path.forEach((code, i) => {
    expect(Math.hypot(...code)).toBeCloseTo(3, 5);
    expect(Math.atan2(code[2]!, code[0]!)).toBeCloseTo((Math.PI / 2) * (i / 6), 5);
  });
  // Codes in one direction, at the origin, and opposite: the linear way.
  for (const [a, b] of [
    [
      [1, 1],
      [3, 3],
    ],
    [
      [0, 0],
      [1, 2],
    ],
    [
      [1, 2],
      [-1, -2],
    ],
  ] as const) {
    expect(deviation(interpolate(a, b, { method: 'spherical' }).dataSync(), interpolate(a, b).dataSync())).toBeLessThan(1e-6);
  }
});

test('interpolateGrid: corners in the corners, edges along the edges', () => {
  const corners = [
    [0, 0],
    [3, 0],
    [0, 6],
    [3, 6],
  ] as const;
  const grid = tf.reshape(interpolateGrid(corners, { rows: 3, columns: 4 }), [3, 4, 2]).arraySync() as number[][][];
  expect([grid[0]![0], grid[0]![3], grid[2]![0], grid[2]![3]]).toEqual(corners);
  expect(grid[1]!.map((code) => code.map((v) => Math.round(v * 1e5) / 1e5))).toEqual([
    [0, 3],
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});

test('traverse: one dimension at a time, dimension by dimension', () => {
  expect(traverse([1, 2], { steps: 3 }).arraySync()).toEqual([
    [-3, 2],
    [0, 2],
    [3, 2],
    [1, -3],
    [1, 0],
    [1, 3],
  ]);
  expect(traverse(tf.tensor2d([[1, 2, 3]]), { dimensions: [2], from: 0, to: 1, steps: 2, relative: true }).arraySync()).toEqual([
    [1, 2, 3],
    [1, 2, 4],
  ]);
  expect(traverse([1, 2], { dimensions: [0], from: 0, to: 4, steps: 1 }).arraySync()).toEqual([[2, 2]]);
});

test('codes and counts that make no sense are refused', () => {
  expect(() => interpolate([1], [1, 2])).toThrow('interpolate: the codes have 1, 2 numbers; expected the same width for all');
  expect(() => interpolate([1], [2], { steps: 1 })).toThrow('interpolate: `steps` is 1; expected a whole number of at least 2');
  expect(() => interpolate([1], [2], { method: 'cubic' as 'linear' })).toThrow(
    "interpolate: `method` is 'cubic'; expected 'linear'",
  );
  expect(() => interpolate([1, 2], [2, Number.NaN])).toThrow('interpolate: code 1 is [2,NaN]; every number must be finite');
  expect(() => interpolateGrid([[1], [1], [1], [1]], { rows: 1 })).toThrow('interpolateGrid: `rows` is 1');
  expect(() => traverse([1, 2], { dimensions: [2] })).toThrow(
    'traverse: dimension 2 is not one of the code’s, 0 to 1'.replace('’', "'"),
  );
  expect(() => traverse([1], { steps: 0 })).toThrow('traverse: `steps` is 0');
  expect(() => traverse([1], { to: Infinity })).toThrow('traverse: from -3 to Infinity; expected finite numbers');
});

test('encode, decode, reconstruct and sample: shapes, one seed one value, nothing left behind', () => {
  const model = tinyVae({ prior: classMeans(2) }, { dropout: 0.3, batchNorm: true });
  const [examples, code, labels] = [
    x(),
    tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    [0, 1, 1],
  ];
  // Centers: the same again. Draws: one seed one value, and without a seed a fresh one, which can be asked for.
  const centers: [() => tf.Tensor, number[]][] = [
    [() => encode(model, examples), [3, 2]],
    [() => decode(model, code), [3, 4]],
    [() => reconstruct(model, examples), [3, 4]],
  ];
  for (const [call, shape] of centers) {
    const before = tf.memory().numTensors;
    const [a, b] = [call(), call()];
    expect(tf.memory().numTensors - before).toBe(2);
    expect(a.shape).toEqual(shape);
    expect(a.dataSync()).toEqual(b.dataSync());
    expect(seedOf(a)).toBeUndefined();
    tf.dispose([a, b]);
  }
  const draws: [(seed?: number) => tf.Tensor, number[]][] = [
    [(seed) => encode(model, examples, { draw: true, seed }), [3, 2]],
    [(seed) => decode(model, code, { draw: true, seed }), [3, 4]],
    [(seed) => sample(model, { labels, seed }), [3, 4]],
    [(seed) => samplePrior(model, { labels: new Int32Array(labels), seed }), [3, 2]],
    [(seed) => sample(model, { labels, draw: true, seed }), [3, 4]],
  ];
  for (const [call, shape] of draws) {
    const before = tf.memory().numTensors;
    const [a, b, c] = [call(1), call(1), call(2)];
    const fresh = call();
    const again = call(seedOf(fresh));
    expect(tf.memory().numTensors - before).toBe(5);
    expect(a.shape).toEqual(shape);
    expect(b.dataSync()).toEqual(a.dataSync());
    expect(c.dataSync()).not.toEqual(a.dataSync());
    expect(fresh.dataSync()).not.toEqual(a.dataSync());
    expect(again.dataSync()).toEqual(fresh.dataSync());
    expect(seedOf(a)).toBe(1);
    tf.dispose([a, b, c, fresh, again]);
  }
  const drawn = reconstruct(model, examples, { draw: true, seed: 1 });
  expect(drawn.dataSync()).not.toEqual(reconstruct(model, examples).dataSync());
  expect(() => encode(model, examples, { seed: 1 })).toThrow(
    'encode: `seed` is 1, but nothing is drawn; give `draw: true` with it',
  );
  const { mean, logVar } = posteriorMoments(model, examples);
  expect([mean.shape, logVar.shape]).toEqual([
    [3, 2],
    [3, 2],
  ]);
  expect(encode(model, examples).dataSync()).toEqual(mean.dataSync());
});

test('sample: temperature 0 is the decoded center of the prior, and counts come from labels', () => {
  const model = tinyVae();
  const center = sample(model, { count: 2, temperature: 0 });
  expect(deviation(center.dataSync(), decode(model, tf.zeros([2, 2])).dataSync())).toBe(0);
  const classes = tinyVae({ prior: classMeans(2) });
  const means = classes.prior.variables!['means']!.arraySync() as number[][];
  expect(samplePrior(classes, { labels: [1, 0], temperature: 0 }).arraySync()).toEqual([means[1], means[0]]);
});

test('labels and shapes that do not fit are refused', () => {
  const conditioned = vae({
    encoder: mlpEncoder({ input: [4], latent: 2, hidden: [], condition: 3 }),
    decoder: mlpDecoder({ output: [4], latent: 2, hidden: [], condition: 3 }),
  });
  const code = tf.zeros([2, 2]);
  expect(() => decode(conditioned, code)).toThrow('decode: the model is conditioned on 3 classes; give `labels`, one a row');
  expect(() => decode(conditioned, code, { labels: [0] })).toThrow('decode: got 1 labels for 2 rows');
  expect(() => decode(conditioned, code, { labels: [0, 3] })).toThrow(
    'decode: label 3 at row 1 is out of range; expected whole numbers from 0 to 2',
  );
  expect(() => encode(conditioned, x(), { labels: [0, 1, 1.5] })).toThrow('encode: label 1.5 at row 2');
  expect(decode(conditioned, code, { labels: tf.tensor1d([0, 1], 'int32') }).arraySync()).not.toEqual(
    decode(conditioned, code, { labels: [1, 0] }).arraySync(),
  );
  const model = tinyVae();
  expect(() => encode(model, code)).toThrow('encode: `x` has shape [2,2]; expected [rows,4]');
  const plain = { data: new Float32Array(8), shape: [2, 4] } as unknown as tf.Tensor;
  expect(() => encode(model, plain)).toThrow('encode: `x` is no tensor; give tf.tensor(data, [rows,4])');
  expect(() => decode(model, x())).toThrow('decode: `z` has shape [3,4]; expected [rows,2]');
  expect(() => sample(model, { count: 0 })).toThrow('sample: `count` is 0');
  expect(() => sample(model, { temperature: -1 })).toThrow('sample: `temperature` is -1');
  expect(() => sample(tinyVae({ prior: classMeans(2) }), { count: 2 })).toThrow('sample: the model is conditioned on 2 classes');
  // A decoder without a label decodes without one, whatever the prior.
  expect(decode(tinyVae({ prior: classMeans(2) }), code).shape).toEqual([2, 4]);
});

test('a drawing reconstruct remembers its seed', () => {
  const model = tinyVae();
  const drawn = reconstruct(model, x(), { draw: true });
  expect(seedOf(drawn)).toEqual(expect.any(Number));
  expect(reconstruct(model, x(), { draw: true, seed: seedOf(drawn) }).arraySync()).toEqual(drawn.arraySync());
  expect(seedOf(reconstruct(model, x()))).toBeUndefined();
  expect(() => reconstruct(model, x(), { seed: 1 })).toThrow('reconstruct: `seed` is 1, but nothing is drawn');
});

test('samples under numbers: as many as there are rows of them', () => {
  const networks = { encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3], conditional: true }) };
  const model = vae({ ...networks, event: [4], latent: 2, condition: { numbers: 2 } });
  expect(sample(model, { labels: [1, 2, 3, 4, 5, 6] }).shape).toEqual([3, 4]);
  expect(sample(model, { labels: tf.zeros<tf.Rank.R2>([2, 2]) }).shape).toEqual([2, 4]);
  expect(() => sample(model, { labels: [1, 2, 3] })).toThrow('`labels` has 3 for 1 rows; expected 2');
});

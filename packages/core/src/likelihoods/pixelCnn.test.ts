import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sample } from '../latent/sample.js';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import type { BuiltLikelihood } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { pixelCnn } from './pixelCnn.js';

const [height, width, depth] = [3, 4, 2];
const event = [height, width, depth];
const size = height * width * depth;
const values = (seed: number, rows = 1): tf.Tensor =>
  tf.tensor(randomStream(seed).fillNormal(new Float32Array(rows * size)), [rows, ...event]);

beforeAll(() => tf.setBackend('cpu'));

describe.each([3, 5])('pixelCnn with kernels of side %i', (kernel) => {
  let built: BuiltLikelihood;
  let tensors: number;
  beforeEach(() => {
    tensors = tf.memory().numTensors;
    built = pixelCnn({ channels: 4, layers: 2, kernel, seed: 3 }).build({ event });
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
    tf.dispose(Object.values(built.variables!));
    if (tf.memory().numTensors !== tensors) throw new Error(`${tf.memory().numTensors - tensors} tensors are left`);
  });

  const nll = (x: tf.Tensor, logits: tf.Tensor, mask?: tf.Tensor): number =>
    built.negativeLogDensity([logits], x, mask).dataSync()[0]!;
  const place = (i: number, value: number): tf.Tensor =>
    tf.tensor(
      Float32Array.from({ length: size }, (_, k) => (k === i ? value : 0)),
      [1, ...event],
    );

  it('no pixel sees itself, and all of them see the decoder', () => {
    const [x, logits] = [tf.sigmoid(values(1)), values(2)];
    // Among the first terms, of the last of them.
    for (const last of [0, 3, 6, 11]) {
      const mask = tf.tensor(
        Float32Array.from({ length: size }, (_, k) => (k < (last + 1) * depth ? 1 : 0)),
        [1, ...event],
      );
      // Its own value enters linearly, by its logit.
      const moved = [0.1, 0.2, 0.3].map((by) => nll(tf.add(x, place(last * depth, by)), logits, mask));
      expect(moved[2]! - moved[1]!).toBeCloseTo(moved[1]! - moved[0]!, 5);
    }
    const slope = tf
      .grad((l: tf.Tensor) => built.negativeLogDensity([l], x).sum())(logits)
      .dataSync();
    expect(slope.every((value) => value !== 0)).toBe(true);
    expect(Math.abs(nll(x, logits) - nll(tf.add(x, place(0, 0.3)), logits))).toBeGreaterThan(1e-3);
  });

  /** The logit of one value by the density itself, `[rows]`: the difference of two images, where nothing behind the pixel was observed. */
  function logitAt(i: number, x: tf.Tensor, logits: tf.Tensor): tf.Tensor {
    const until = tf.tensor(
      Float32Array.from({ length: size }, (_, k) => (Math.floor(k / depth) <= Math.floor(i / depth) ? 1 : 0)),
      [1, ...event],
    );
    const mask = tf.mul(tf.onesLike(x), until);
    const others = tf.mul(x, tf.sub(1, place(i, 1)));
    const of = (image: tf.Tensor): tf.Tensor => built.negativeLogDensity([logits], image, mask);
    return tf.sub(of(others), of(tf.add(others, place(i, 1))));
  }
  const valueAt = (i: number, x: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, place(i, 1)), [1, 2, 3]);

  it('draws pixel by pixel', () => {
    const rows = 3;
    const logits = values(4, rows);
    const u = tf.tensor(randomStream(6).fillUniform(new Float32Array(rows * size)), [rows, ...event]);
    let x: tf.Tensor = tf.zeros([rows, ...event]);
    for (let i = 0; i < size; i++) {
      const one = tf.cast(tf.less(valueAt(i, u), tf.sigmoid(logitAt(i, x, logits))), 'float32');
      x = tf.add(x, tf.mul(tf.reshape(one, [rows, 1, 1, 1]), place(i, 1)));
    }
    const drawn = built.draw([logits], { u });
    expect([...drawn.dataSync()]).toEqual([...x.dataSync()]);
    expect(drawn.dtype).toBe('float32');
  });

  // Weights by which a pixel is 1 where the decoder allows it and all that its kernel sees are 1: what the first one is reaches the last by the longest way there is.
  it('draws the last pixel behind all others, and no pass too early', () => {
    const B = 60;
    for (const variable of Object.values(built.variables!)) variable.assign(tf.zerosLike(variable));
    const assign = (name: string, of: (i: number) => number): void => {
      const variable = built.variables![name]!;
      variable.assign(
        tf.tensor(
          Float32Array.from({ length: variable.size }, (_, i) => of(i)),
          variable.shape,
        ),
      );
    };
    // The first channel is 1 minus how many are not 1 of those that are seen: the numbers of a pixel less the flags that it is in the image.
    const inputs = 2 * depth;
    assign('first/kernel', (i) => (i % 4 > 0 ? 0 : Math.floor(i / 4) % inputs < depth ? 1 : -1));
    assign('first/bias', (i) => Number(i === 0));
    assign('last/kernel', (i) => (i < depth ? B : 0));
    assign('last/bias', () => -B / 2);
    // Row r of the batch is not allowed pixel r − 1; the first row is allowed all.
    const pixels = height * width;
    const rows = pixels + 1;
    const logits = tf.tensor(
      Float32Array.from({ length: rows * size }, (_, i) =>
        Math.floor(i / size) === Math.floor((i % size) / depth) + 1 ? -9 * B : 0,
      ),
      [rows, ...event],
    );
    const reach = (kernel - 1) / 2;
    const expected = Array.from({ length: rows }, (_, row) => {
      const x: number[] = [];
      for (let pixel = 0; pixel < pixels; pixel++) {
        const [y, c] = [Math.floor(pixel / width), pixel % width];
        const isSeen = (_value: number, other: number): boolean =>
          y - Math.floor(other / width) <= reach && Math.abs(c - (other % width)) <= reach;
        x.push(Number(row !== pixel + 1 && x.filter(isSeen).every((value) => value === 1)));
      }
      return x;
    });
    expect(expected[0]!.every((value) => value === 1)).toBe(true);
    const u = tf.tensor(randomStream(7).fillUniform(new Float32Array(rows * size)), [rows, ...event]);
    for (const made of [built.draw([logits], { u }), built.mean([logits])])
      expect(tf.round(tf.max(made, 3)).reshape([rows, pixels]).arraySync()).toEqual(expected);
  });

  it('has in its mean, for each pixel, that behind the means before it', () => {
    const logits = values(4, 2);
    const mean = built.mean([logits]);
    for (let i = 0; i < size; i++) {
      const [own, wanted] = [valueAt(i, mean).dataSync(), tf.sigmoid(logitAt(i, mean, logits)).dataSync()];
      // Of two sums over an image.
      for (const row of [0, 1]) expect(own[row]).toBeCloseTo(wanted[row]!, 4);
    }
  });
});

it.each([1, 3, 5])(
  'with kernels of side %i it is a probability of images, of which each pixel is told those before it alone',
  (kernel) => {
    const small = pixelCnn({ channels: 3, layers: 1, kernel, seed: 5 }).build({ event: [2, 2, 1] });
    const [images, count] = [16, 4];
    const x = tf.tensor(
      Array.from({ length: images * count }, (_, i) => (Math.floor(i / count) >> (count - 1 - (i % count))) & 1),
      [images, 2, 2, 1],
      'float32',
    );
    const logits = tf.mul(tf.ones([images, 2, 2, 1]), tf.tensor([0.3, -1, 0.7, 2], [1, 2, 2, 1]));
    const probabilities = (mask?: tf.Tensor): Float32Array =>
      tf.exp(tf.neg(small.negativeLogDensity([logits], x, mask))).dataSync<'float32'>();
    const all = probabilities();
    // Of the first pixels alone: what all images that begin so have together, whatever the later ones are.
    for (let first = 0; first <= count; first++) {
      const mask = tf.tensor(
        [0, 1, 2, 3].map((place) => Number(place < first)),
        [1, 2, 2, 1],
      );
      const alike = 2 ** (count - first);
      const found = probabilities(tf.mul(tf.onesLike(x), mask));
      for (let image = 0; image < images; image += alike)
        expect(found[image]).toBeCloseTo(
          all.slice(image, image + alike).reduce((sum, p) => sum + p, 0),
          5,
        );
    }
    // Whatever is in the place of what is missing: each image of the other three is there twice.
    const without = probabilities(tf.mul(tf.onesLike(x), tf.tensor([1, 0, 1, 1], [1, 2, 2, 1])));
    expect(without.reduce((sum, p) => sum + p, 0)).toBeCloseTo(2, 5);
    tf.dispose(Object.values(small.variables!));
  },
);

// Labels that the decoder sees; class means alone are left nothing to say by an image whose first pixel tells all the others.
it('is sampled by class', async () => {
  const net = mlp({ hidden: [3], conditional: true });
  const parts = { encoder: net, decoder: net, condition: { classes: 2 } };
  const before = tf.memory().numTensors;
  const model = vae({ ...parts, event: [4, 4, 1], latent: 2, likelihood: pixelCnn({ channels: 3, layers: 1 }) });
  // Class 0 is dark, class 1 bright.
  const y = Int32Array.from({ length: 40 }, (_row, row) => row % 2);
  const x = { data: Float32Array.from({ length: 640 }, (_value, i) => y[Math.floor(i / 16)]!), shape: [40, 4, 4, 1] };
  await fit(model, { x, y: { data: y, shape: [40] } }, { epochs: 40, batchSize: 20, optimizer: adam({ learningRate: 0.02 }) });
  const drawn = sample(model, { labels: [0, 1, 0, 1], seed: 1 });
  const means = tf.tidy(() => tf.mean(drawn, [1, 2, 3]).dataSync());
  expect([...means].map(Math.round)).toEqual([0, 1, 0, 1]);
  drawn.dispose();
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('refuses what is no image, and sizes that are none', () => {
  expect(() => pixelCnn().build({ event: [6] })).toThrow(
    'pixelCnn: examples have shape [6]; expected images, [height,width,channels], whose pixels have an order',
  );
  expect(() => pixelCnn({ kernel: 4 })).toThrow('pixelCnn: `kernel` is 4; expected an odd number, which has a middle');
  expect(() => pixelCnn({ channels: 0 })).toThrow('pixelCnn: `channels` is 0');
  expect(
    pixelCnn()
      .build({ event: [1, 1, 1] })
      .reportedAs('none'),
  ).toBe('pseudoNll');
});

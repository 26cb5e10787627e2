import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { point } from '../posteriors/point.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { vae } from '../vae.js';
import { maskedPatches } from './maskedPatches.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const context = { mode: 'train', schedule: {} } as const;
const shapes = { event: [4, 6, 2], latent: [2] };

test('hides the patches whose deviates are the smallest, in all channels, and leaves the others as they are', () => {
  const built = maskedPatches({ patch: 2, rate: 0.5, scored: 'hidden' }).build(shapes);
  expect(built.noise('train')).toEqual({ u: { shape: [6], distribution: 'uniform', per: 'example' } });
  const u = tf.tensor2d([
    [0.1, 0.9, 0.2, 0.8, 0.3, 0.7],
    [0.9, 0.8, 0.7, 0.1, 0.2, 0.3],
  ]);
  const x = tf.fill([2, 4, 6, 2], 7);
  const before = tf.memory().numTensors;
  const { input, mask } = tf.tidy(() => {
    const corrupted = built.apply(x, { u }, context);
    return { input: corrupted.input, mask: corrupted.mask! };
  });
  expect(tf.memory().numTensors).toBe(before + 2);
  // Patches of two by two pixels in two rows of three: 0, 2 and 4 of the first image, 3, 4 and 5 of the second.
  const [upper, lower] = [
    [1, 1, 0, 0, 1, 1],
    [0, 0, 1, 1, 0, 0],
  ];
  const [none, all] = [Array(6).fill(0), Array(6).fill(1)] as [number[], number[]];
  const hidden = [upper, upper, lower, lower, none, none, all, all].flat().flatMap((value) => [value!, value!]);
  expect([...mask.dataSync()]).toEqual(hidden);
  expect([...input.dataSync()]).toEqual(hidden.map((value) => 7 * (1 - value)));
});

test('every image loses the same number of patches, each patch equally often; the last ones are cut off', () => {
  const [rows, patch] = [4000, 4];
  const built = maskedPatches({ patch, rate: 0.4, scored: 'hidden' }).build({ event: [8, 6, 1], latent: [2] });
  const noise = drawNoise(built.noise('train'), rows, randomStream(1));
  const { mask } = built.apply(tf.ones([rows, 8, 6, 1]), noise, context);
  expect(mask!.shape).toEqual([rows, 8, 6, 1]);
  // Four patches in each image, 2 · 2, of which round(1.6) = 2 are hidden; the right ones are two pixels wide.
  const corners = tf.gather(tf.gather(tf.squeeze(mask!, [3]), [0, 4], 1), [0, 4], 2);
  expect(new Set(tf.sum(corners, [1, 2]).dataSync())).toEqual(new Set([2]));
  for (const part of tf.mean(corners, 0).dataSync()) expect(Math.abs(part - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / rows));
});

test('the likelihood scores all of x, or what is hidden alone', () => {
  const x = tf.randomUniform([3, 4, 6, 1], 0, 1, 'float32', 1);
  const values = (['all', 'hidden'] as const).map((scored) => {
    const model = vae({
      encoder: mlp({ hidden: [5] }),
      decoder: mlp({ hidden: [5] }),
      event: [4, 6, 1],
      latent: 2,
      posterior: point(),
      objective: reconstruction(),
      corruption: maskedPatches({ patch: 2, rate: 1 / 3, scored }),
    });
    const noise = drawNoise(model.noise('train'), 3, randomStream(2));
    const pass = model.pass({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: 3 });
    const { mask } = maskedPatches({ patch: 2, rate: 1 / 3, scored: 'hidden' })
      .build({ event: [4, 6, 1], latent: [2] })
      .apply(x, { u: noise['corruption/u']! }, context);
    const asked = scored === 'all' ? undefined : mask;
    const expected = model.likelihood.negativeLogDensity(pass.likelihoodParameters(), x, asked);
    expect([...pass.reconstruction().dataSync()]).toEqual([...expected.dataSync()]);
    model.dispose();
    return tf.sum(expected).dataSync()[0]!;
  });
  // Two of six patches: fewer nats than the whole.
  expect(values[1]!).toBeLessThan(values[0]! / 2);
});

test('evaluation hides patches too, unless it is to see the clean x', () => {
  const always = maskedPatches({ patch: 2 }).build(shapes);
  expect(always.noise('evaluate')).toEqual(always.noise('train'));
  const clean = maskedPatches({ patch: 2, evaluation: false }).build(shapes);
  expect(clean.noise('evaluate')).toEqual({});
  const x = tf.ones([2, 4, 6, 2]);
  expect(clean.apply(x, {}, { mode: 'evaluate', schedule: {} })).toEqual({ input: x });
});

test('what makes no sense is refused', () => {
  expect(() => maskedPatches({ patch: 0 })).toThrow('maskedPatches: `patch` is 0; expected a whole number of at least 1');
  expect(() => maskedPatches({ rate: 1 })).toThrow('maskedPatches: `rate` is 1; expected 0 <= rate < 1');
  expect(() => maskedPatches({ scored: 'some' as 'all' })).toThrow(
    "maskedPatches: `scored` is 'some'; expected 'all' or 'hidden'",
  );
  expect(() => maskedPatches().build({ event: [6], latent: [2] })).toThrow(
    'maskedPatches: an image has shape [height, width, channels] but examples have [6]; reshape the data, or use masking()',
  );
  expect(() => maskedPatches({ rate: 0.1, patch: 3 }).build(shapes)).toThrow(
    'maskedPatches: of 4 patches, a part of 0.1 is 0; expected some to be hidden and some not: change `rate`, or take smaller patches',
  );
});

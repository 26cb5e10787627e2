import * as tf from '@tensorflow/tfjs';
import { describeVae, readWeights, type Vae } from '@vaekit/core';
import { expect } from 'vitest';
import { buildModel } from '../buildModel.js';
import type { ModelOptions } from '../catalog.js';
import type { DataShape } from '../entry.js';

/** Examples of six numbers. */
export const points: DataShape = { event: [6], classes: 3, binarization: 'none', size: 100 };
/** Small images. */
export const images: DataShape = { ...points, event: [8, 8, 1] };
/** Small networks. */
export const small = { hidden: [5, 4], latent: 2, seed: 7 } as const;

/** Expects that a model of the catalog has the parts and the weights of one that is put together by hand, and leaves nothing when it is freed. */
export async function expectByHand(
  name: string,
  options: Partial<ModelOptions>,
  compose: () => Vae,
  data: DataShape = points,
): Promise<void> {
  const before = tf.memory().numTensors;
  const [built, wanted] = [await buildModel(name, options, data), compose()];
  expect(describeVae(built).parts).toEqual(describeVae(wanted).parts);
  expect([built.event, built.latent]).toEqual([wanted.event, wanted.latent]);
  expect(await readWeights(built)).toEqual(await readWeights(wanted));
  built.dispose();
  wanted.dispose();
  expect(tf.memory().numTensors).toBe(before);
}

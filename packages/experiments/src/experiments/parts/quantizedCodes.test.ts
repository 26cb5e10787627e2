import * as tf from '@tensorflow/tfjs';
import { eager } from '@vaekit/core';
import { expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { linearScales, roundedCodes } from './quantizedCodes.js';

// Four corners of a rectangle of 8 × 2, lying on their side in three dimensions: the components have deviations 4 and 1.
const x = { data: Float32Array.from([0, 0, 7, 8, 0, 7, 0, 2, 7, 8, 2, 7]), shape: [4, 3] };
const examples = { x, binarization: 'none' } as const;
const data: LabData = { key: 'corners', train: examples, test: examples };

async function withPca(latent: number, see: (model: Awaited<ReturnType<Lab['trained']>>) => void): Promise<void> {
  const lab = openLab({ seeds: [0], quick: true, images: data, engine: eager() });
  see(await lab.trained({ model: 'pca', options: { latent }, data, epochs: 1, seed: 0 }));
  await lab.close();
}

test('a step of the image is a step of the image: scales are the deviations of the components', async () => {
  await withPca(3, (model) => {
    const scales = linearScales(model);
    expect(scales[0]).toBeCloseTo(4, 4);
    expect(scales[1]).toBeCloseTo(1, 4);
    expect(scales[2]).toBeCloseTo(0, 4);
  });
});

test('fine steps lose what the components leave out; a step of 0 drops a number and what it costs', async () => {
  const before = tf.memory().numTensors;
  await withPca(2, (model) => {
    const [fine, first] = roundedCodes(
      model,
      data,
      [
        [1e-4, 1e-4],
        [1e-4, 0],
      ],
      [0],
    );
    expect(fine!.error).toBeCloseTo(0, 5);
    // The second component has a variance of 1.
    expect(first!.error).toBeCloseTo(1, 5);
    expect(first!.bits).toBeLessThan(fine!.bits);
    expect(first!.images.shape).toEqual([1, 3]);
  });
  expect(tf.memory().numTensors).toBe(before);
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { drawCodes } from './drawCodes.js';
import type { Posterior } from './parts.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { classMeans } from './priors/classMeans.js';
import { tinyData, tinyVae } from './tiny.test-helper.js';
import type { BatchSource, PlainBatch } from './training/examples.js';

const source = (size: number, batches: readonly PlainBatch[]): BatchSource => ({
  size,
  batchSize: 3,
  binarization: 'none',
  epoch: () => batches,
});

test('as many codes as there are examples, rows that only fill a batch left out', async () => {
  const model = tinyVae();
  const weight = { data: Float32Array.from([1, 0, 1]), shape: [3] };
  const { x } = await drawCodes('test', model, source(5, [{ x: tinyData(3) }, { x: tinyData(3), weight }]));
  expect(x.shape).toEqual([5, 2]);
  expect(x.data.every((value) => value !== 0)).toBe(true);
});

test.each([
  [7, 6, 'test: the data say that they have 7 examples, but there are 6'],
  [5, 6, 'test: the data say that they have 5 examples, but there are more'],
])('a source that says %i examples and has %i is refused', async (size, _, message) => {
  const model = tinyVae();
  const before = tf.memory().numTensors;
  await expect(drawCodes('test', model, source(size, [{ x: tinyData(3) }, { x: tinyData(3) }]))).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});

test('every batch is checked against the model', async () => {
  const model = tinyVae({ prior: classMeans(2) });
  const labeled = (labels: number[]): PlainBatch => ({ x: tinyData(3), y: { data: Int32Array.from(labels), shape: [3] } });
  await expect(drawCodes('test', model, source(6, [labeled([0, 1, 0]), labeled([0, 2, 1])]))).rejects.toThrow(
    'test: label 2 at row 1 is out of range; expected whole numbers from 0 to 1',
  );
  await expect(drawCodes('test', model, source(3, [{ x: tinyData(3) }]))).rejects.toThrow(
    'test: the model is conditioned on 2 classes but a batch has no `y`',
  );
});

test('a posterior that throws leaves nothing behind', async () => {
  const broken: Posterior = {
    config: { kind: 'broken' },
    build: (shapes) => ({
      ...diagonalNormal().build(shapes),
      draw() {
        throw new Error('broken: no draw');
      },
    }),
  };
  const model = tinyVae({ posterior: broken });
  const before = tf.memory().numTensors;
  await expect(drawCodes('test', model, tinyData(3))).rejects.toThrow('broken: no draw');
  expect(tf.memory().numTensors).toBe(before);
});

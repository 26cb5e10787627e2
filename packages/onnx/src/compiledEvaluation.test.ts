import * as tf from '@tensorflow/tfjs';
import {
  adam,
  type BatchSource,
  encode,
  evaluate,
  fit,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  type Trainable,
  trainable,
  vae,
} from '@vaekit/core';
import { beforeAll, expect, test } from 'vitest';
import { compiled } from './compiled.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const rows = 30;
const data = { data: randomStream(2).fillUniform(new Float32Array(rows * 6)), shape: [rows, 6] };
const model = () =>
  vae({
    encoder: mlpEncoder({ input: [6], hidden: [8], latent: 2 }),
    decoder: mlpDecoder({ latent: 2, hidden: [8], output: [6], batchNorm: true }),
  });
const engine = compiled({ threads: 1 });

test('validation follows the weights from epoch to epoch, and the averages where there are such', async () => {
  const before = tf.memory().numTensors;
  for (const averageWeights of [undefined, 0.9]) {
    const own = model();
    const eagerly: number[] = [];
    const options = { epochs: 3, batchSize: 8, optimizer: adam({ learningRate: 0.05 }), engine, validationData: data, seed: 7 };
    const { history } = await fit(own, data, {
      ...options,
      ...(averageWeights === undefined ? {} : { averageWeights }),
      callbacks: {
        async onEpochEnd() {
          // Not the noise of validation, but so many draws that it hardly counts.
          const losses: number[] = [];
          for (let seed = 0; seed < 40; seed++) losses.push((await evaluate(own, data, { seed })).loss);
          eagerly.push(losses.reduce((a, b) => a + b) / losses.length);
        },
      },
    });
    const found = history['val_loss']!;
    expect(new Set(found).size).toBe(3);
    found.forEach((loss, epoch) => expect(Math.abs(loss - eagerly[epoch]!)).toBeLessThan(0.2));
    own.dispose();
  }
  expect(tf.memory().numTensors).toBe(before);
});

test('what cannot be a graph in evaluation, and batches of another shape, are scored by tfjs', async () => {
  const before = tf.memory().numTensors;
  const own = tf.tidy(() => tf.variable(tf.ones([6])));
  const readsBack: Trainable = trainable({
    variables: { own },
    forward: ({ batch, mode }) => {
      const scale = mode === 'evaluate' ? batch.x.dataSync()[0]! : 1;
      return { terms: { reconstruction: tf.sum(tf.mul(tf.square(tf.sub(batch.x, own)), scale), 1) as tf.Tensor1D } };
    },
  });
  expect(await engine.prepareEvaluation!(readsBack, { x: [8, 6] }, rows)).toBeUndefined();
  expect(await evaluate(readsBack, data, { engine })).toEqual(await evaluate(readsBack, data));
  own.dispose();

  const source: BatchSource = {
    size: rows,
    batchSize: 20,
    binarization: 'none',
    epoch: () => [
      { x: { data: data.data.subarray(0, 120), shape: [20, 6] } },
      { x: { data: data.data.subarray(120), shape: [10, 6] } },
    ],
  };
  const scored = model();
  const [one, other] = [await evaluate(scored, source), await evaluate(scored, source, { engine })];
  expect(other.loss).toBeCloseTo(one.loss, 4);
  expect(other.examples).toBe(rows);
  scored.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('functions are prepared with the weights of the moment; what cannot be a graph is not', async () => {
  const own = model();
  const before = tf.memory().numTensors;
  const inputs = { x: { shape: [rows, 6] } };
  const prepared = await engine.prepareFunction!(({ x }) => ({ z: encode(own, x!) }), inputs);
  const { z } = await prepared!.run({ x: data.data });
  const expected = tf.tidy(() => encode(own, tf.tensor(data.data, [rows, 6])).dataSync());
  expect(z!.shape).toEqual([rows, 2]);
  expected.forEach((value, i) => expect(z!.data[i]).toBeCloseTo(value, 5));
  await prepared!.dispose();
  expect(await engine.prepareFunction!(({ x }) => ({ z: tf.scalar(x!.dataSync()[0]!) }), inputs)).toBeUndefined();
  expect(tf.memory().numTensors).toBe(before);
  own.dispose();
});

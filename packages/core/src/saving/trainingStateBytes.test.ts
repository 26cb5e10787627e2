import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { readWeights } from '../training/modelWeights.js';
import type { TrainingState } from '../training/trainingState.js';
import { indexedDbStore } from './indexedDbStore.js';
import { deserializeTrainingState, serializeTrainingState } from './trainingStateBytes.js';

const data = tinyData(20);

test('a training goes on from its bytes to the bits of one that was never stopped', async () => {
  const options = { batchSize: 6, validationSplit: 0.3, earlyStopping: { patience: 9 } } as const;
  const [whole, first, second] = [tinyVae(), tinyVae(), tinyVae()];
  const expected = await fit(whole, data, { ...options, epochs: 4 });
  // Stopped in the middle of an epoch.
  const abort = new AbortController();
  let steps = 0;
  const stopped = await fit(first, data, {
    ...options,
    epochs: 4,
    signal: abort.signal,
    callbacks: { onBatchEnd: () => void (++steps === 5 && abort.abort()) },
  });
  expect(stopped.stopped).toBe('aborted');
  const before = tf.memory().numTensors;
  const bytes = serializeTrainingState(stopped.state);
  const state = deserializeTrainingState(bytes.slice());
  expect(tf.memory().numTensors).toBe(before);
  expect(state).toEqual(stopped.state);
  expect(serializeTrainingState(state)).toEqual(bytes);
  const resumed = await fit(second, data, { ...options, epochs: 4, initial: state });
  expect(resumed.history).toEqual(expected.history);
  expect(await readWeights(second)).toEqual(await readWeights(whole));
  for (const model of [whole, first, second]) model.dispose();
});

const state: TrainingState = {
  epoch: 1,
  batch: 0,
  step: 3,
  random: { key: [1, 2], counter: 9 },
  history: [{ loss: Number.NaN, val_loss: Number.POSITIVE_INFINITY }],
  weights: { 'memory/a': Float32Array.of(1, -0, Number.NaN) },
  memory: {},
  best: { epoch: 0, value: Number.NEGATIVE_INFINITY, weights: { 'memory/a': Float32Array.of(2, 3, 4) } },
};

test('numbers that JSON has not, and names like those of the groups, come back', () => {
  expect(deserializeTrainingState(serializeTrainingState(state))).toEqual(state);
});

test('damage is found, whichever byte it is', () => {
  const bytes = serializeTrainingState(state);
  let undetected = 0;
  for (let at = 0; at < bytes.length; at++) {
    try {
      deserializeTrainingState(bytes.with(at, bytes[at]! ^ 1));
      undetected += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
  expect(undetected).toBe(0);
});

test('the store of browsers says where it is not', () => {
  expect(() => indexedDbStore()).toThrow('indexedDbStore: there is no IndexedDB here; in Node use saveModel');
});

import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { frozen } from '../frozen.js';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { fit } from './fit.js';

const data = tinyData(20);
const options = { epochs: 2, batchSize: 5 };
const refused = /^fit: `.+` is being trained by another fit; await that one, or stop it with its `signal`/;

test('a second fit of a model is refused while the first is under way, and changes nothing of it', async () => {
  const [alone, shared] = [tinyVae(), tinyVae()];
  const expected = await fit(alone, data, options);
  const first = fit(shared, data, options);
  await expect(fit(shared, data, options)).rejects.toThrow(refused);
  expect((await first).state).toEqual(expected.state);
  // Afterward it may be trained further.
  await fit(shared, data, { ...options, epochs: 3, initial: (await first).state });
});

test('so is one of another model that shares what moves; one that holds it is not', async () => {
  const model = tinyVae();
  const first = fit(frozen(model, ['encoder']), data, options);
  await expect(fit(model, data, options)).rejects.toThrow(refused);
  await expect(fit(frozen(model, ['encoder']), data, options)).rejects.toThrow(refused);
  await first;
  await fit(model, data, options);
});

test.each([
  [
    'a throw of a callback',
    {
      callbacks: {
        onBatchEnd: () => {
          throw new Error('stop');
        },
      },
    },
    'stop',
  ],
  ['data that do not fit', { validationData: { data: new Float32Array(3), shape: [1, 3] } }, /fit/],
  ['an abort', { signal: AbortSignal.abort() }, undefined],
])('after %s the model is free, and no tensor is left', async (_, more, error) => {
  const model = tinyVae();
  await fit(model, data, options);
  const before = tf.memory().numTensors;
  const failing = fit(model, data, { ...options, ...more });
  if (error === undefined) await failing;
  else await expect(failing).rejects.toThrow(error);
  await fit(model, data, options);
  expect(tf.memory().numTensors).toBe(before);
});

import { expect, it } from 'vitest';
import { defaultEpochs, epochsShown } from './defaultEpochs.js';

it.each([
  // shape, examples, batch size, epochs
  [[28, 28, 1], 7200, 128, 20], // 57 steps an epoch, 1,140 in all
  [[32, 32, 3], 810, 128, 143], // 7 steps an epoch, 1,001 in all
  [[2], 720, 128, 834], // 6 steps an epoch, 5,004 in all
  [[33], 10, 10, 5000],
  [[104], 39_000, 128, 20],
])('examples of shape %j, %i in batches of %i: %i epochs', (shape, examples, batchSize, epochs) => {
  expect(defaultEpochs(shape, examples, batchSize)).toBe(epochs);
});

it('is said in help', () => {
  expect(epochsShown).toBe('20, or more where data are few: enough for 5,000 steps, 1,000 on images');
});

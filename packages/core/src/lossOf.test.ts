import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { eager } from './engines/eager.js';
import { lossOf } from './lossOf.js';
import { sgd } from './optimizers/sgd.js';
import { trainable } from './trainable.js';
import { evaluate } from './training/evaluate.js';
import { fit } from './training/fit.js';

test('is the weighted mean of the sum of the terms, or the entry of the player', () => {
  tf.tidy(() => {
    const terms = { a: tf.tensor1d([1, 2, 30]), b: tf.tensor1d([4, 6, 70]) };
    const weight = tf.tensor1d([1, 3, 0]);
    expect(lossOf('f', { terms }, 'model', { weight }).dataSync()[0]).toBe((5 + 3 * 8) / 4);
    expect(lossOf('f', { terms }, 'model', {}).dataSync()[0]).toBeCloseTo((5 + 8 + 100) / 3, 5);
    const loss = tf.scalar(7);
    expect(lossOf('f', { terms, losses: { model: loss } }, 'model', { weight })).toBe(loss);
  });
});

test('a player without an entry is refused, by the engine, in evaluation and in validation', async () => {
  const w = tf.variable(tf.scalar(1));
  const model = trainable({
    variables: { w },
    players: { critic: { variables: ['w'] } },
    forward: ({ batch, mode }) => {
      const value = tf.mul(tf.reshape(batch.x, [-1]), w) as tf.Tensor1D;
      return { terms: { value }, losses: { [mode === 'train' ? 'critic' : 'model']: tf.mean(value) as tf.Scalar } };
    },
  });
  const x = { data: Float32Array.of(1, 2), shape: [2, 1] };
  const sentence = (has: string): string =>
    `\`losses\` has no entry for player 'critic'; it has ${has}. Give every player a loss, or leave out \`losses\`: the loss is then the mean of the terms' sum`;
  const before = tf.memory().numTensors;
  await expect(evaluate(model, x)).rejects.toThrow(`evaluate: ${sentence('model')}`);
  await expect(fit(model, x, { epochs: 1, batchSize: 2, optimizer: sgd(), validationData: x })).rejects.toThrow(
    `fit (validationData): ${sentence('model')}`,
  );
  const none = trainable({ ...model, forward: (input) => ({ ...model.forward(input), losses: {} }) });
  const step = await eager().prepare(none, sgd(), {}, 2);
  const batch = { x: tf.ones([2, 1]) };
  const learningRate = tf.scalar(0.1);
  expect(() => step.run(batch, {}, { learningRate })).toThrow(`eager: ${sentence('none')}`);
  step.dispose();
  tf.dispose([batch.x, learningRate]);
  expect(tf.memory().numTensors).toBe(before);
  w.dispose();
});

import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { KnowsExamples, Trainable } from '../contract.js';
import { sgd } from '../optimizers/sgd.js';
import { preflight } from '../preflight.js';
import { classMeans } from '../priors/classMeans.js';
import { tinyVae } from '../tiny.test-helper.js';
import { trainable } from '../trainable.js';
import { batchTensors } from './batchTensors.js';
import { readConditions } from './conditions.js';
import { evaluate } from './evaluate.js';
import { fit } from './fit.js';
import type { PlainTensor } from '@vaekit-internal/base';
import { takeRows } from './takeRows.js';

const plain = (values: readonly number[], ...shape: number[]): PlainTensor => ({ data: Float32Array.from(values), shape });
const x = plain([1, 2, 3, 4, 5, 6], 6, 1);

/** A model that says what it takes, and what it got. */
function watching(knows: KnowsExamples): { model: Trainable & KnowsExamples; seen: [string, number[], number[]][] } {
  const w = tf.variable(tf.scalar(1));
  const seen: [string, number[], number[]][] = [];
  const model = trainable({
    variables: { w },
    terms: ({ batch: { x, y } }) => {
      if (y !== undefined) seen.push([y.dtype, [...y.shape], [...y.dataSync()]]);
      return { t: tf.mul(w, tf.reshape(x, [-1])) as tf.Tensor1D };
    },
  });
  return { model: { ...model, ...knows }, seen };
}

describe('what a model says decides what `y` is', () => {
  const options = { epochs: 1, batchSize: 6, shuffle: false, optimizer: sgd() } as const;
  test.each<[string, KnowsExamples, PlainTensor, [string, number[], number[]]]>([
    ['labels for classes', { classes: 3 }, plain([0, 1, 2, 0, 1, 2], 6), ['int32', [6], [0, 1, 2, 0, 1, 2]]],
    ['a column of labels', { classes: 3 }, plain([0, 1, 2, 0, 1, 2], 6, 1), ['int32', [6], [0, 1, 2, 0, 1, 2]]],
    [
      'one-hot rows for classes',
      { classes: 2 },
      plain([1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1], 6, 2),
      ['int32', [6], [0, 1, 1, 0, 0, 1]],
    ],
    [
      '-1 for a model that sums over labels',
      { classes: 3, marginalizesLabels: true },
      plain([0, -1, 2, -1, 1, 2], 6),
      ['int32', [6], [0, -1, 2, -1, 1, 2]],
    ],
    [
      'numbers for a condition',
      { conditionWidth: 2 },
      plain([1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0.5, 1], 6, 2),
      ['float32', [6, 2], [1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0.5, 1]],
    ],
    ['labels for a model that says nothing', {}, plain([7, 1, 2, 0, 1, 2], 6), ['int32', [6], [7, 1, 2, 0, 1, 2]]],
    ['numbers for a model that says nothing', {}, plain([1, 0, 0, 1, 0, 1], 6, 1), ['float32', [6, 1], [1, 0, 0, 1, 0, 1]]],
  ])('%s', async (_, knows, y, expected) => {
    const { model, seen } = watching(knows);
    await fit(model, { x, y }, { ...options, validationData: { x, y } });
    await evaluate(model, { x, y });
    expect(seen).toEqual([expected, expected, expected]);
  });

  test.each<[string, KnowsExamples, PlainTensor | undefined, string]>([
    [
      '-1 for a model that does not sum over labels',
      { classes: 3 },
      plain([0, 1, 2, -1, 1, 2], 6),
      'label -1 at row 3 says that the label is not known, but the model does not sum over labels; expected whole numbers from 0 to 2: leave such rows out',
    ],
    ['-1 for a model that says nothing', {}, plain([0, 1, 2, -1, 1, 2], 6), 'label -1 at row 3 says that the label is not known'],
    [
      '-2, whatever the model does',
      { classes: 3, marginalizesLabels: true },
      plain([0, 1, 2, -2, 1, 2], 6),
      'label -2 at row 3 is out of range; expected whole numbers from 0 to 2, or -1 where the label is not known',
    ],
    [
      'rows that are not one-hot',
      { classes: 2 },
      plain([1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1], 6, 2),
      'labels of shape [6,2] are not one-hot in row 2',
    ],
    [
      'labels for a model of numbers',
      { conditionWidth: 2 },
      plain([0, 1, 2, 0, 1, 2], 6),
      '`y` has shape [6] but the model is conditioned on 2 numbers an example; expected [6,2]',
    ],
    [
      'too many numbers',
      { conditionWidth: 1 },
      plain([1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1], 6, 2),
      '`y` has shape [6,2] but the model is conditioned on 1 number an example; expected [6,1]',
    ],
    ['NaN', { conditionWidth: 1 }, plain([1, 2, Number.NaN, 1, 1, 1], 6, 1), '`y` has NaN at row 2, element 0; remove or fill'],
    ['no numbers', { conditionWidth: 2 }, undefined, 'the model is conditioned on 2 numbers an example but the data has no `y`'],
    ['no labels', { classes: 2 }, undefined, 'the model is conditioned on 2 classes but the data has no `y`'],
    ['another number of rows', {}, plain([1, 2], 2), '`x` has 6 examples but `y` has 2 labels'],
    ['a shape that does not fit', {}, plain([1, 2], 6), '`y` has 2 numbers and shape [6]; expected labels, [examples], or'],
    [
      'rank 3',
      {},
      plain([1, 2, 3, 4, 5, 6], 6, 1, 1),
      '`y` has 6 numbers and shape [6,1,1]; expected labels, [examples], or numbers, [examples, k]',
    ],
  ])('refused: %s', async (_, knows, y, message) => {
    const { model } = watching(knows);
    await expect(fit(model, { x, y }, options)).rejects.toThrow(`fit: ${message}`);
    await expect(evaluate(model, { x, y })).rejects.toThrow(message);
  });

  test('batches of somebody else’s making are held to the same', async () => {
    const given = (y: PlainTensor | undefined) => ({
      size: 6,
      batchSize: 6,
      binarization: 'none' as const,
      epoch: () => [{ x, y }],
    });
    const run = (knows: KnowsExamples, y?: PlainTensor): Promise<unknown> => fit(watching(knows).model, given(y), options);
    await expect(run({ classes: 2 })).rejects.toThrow('conditioned on 2 classes but a batch has no `y`');
    await expect(run({ conditionWidth: 2 })).rejects.toThrow('conditioned on 2 numbers an example but a batch has no `y`');
    await expect(run({ classes: 2 }, plain([0, 1, 0, 1, 0, -1], 6))).rejects.toThrow('label -1 at row 5');
    await expect(run({ classes: 2 }, plain([0, 1, 0, 1, 0, 1], 6, 1))).rejects.toThrow(
      '`y` of a batch has shape [6,1] but the model takes labels; expected [6]',
    );
    await expect(run({ conditionWidth: 1 }, plain([0, 1, 0, 1, 0, 1], 6))).rejects.toThrow(
      '`y` of a batch has shape [6] but the model takes numbers; expected [6,1]',
    );
    await expect(run({ conditionWidth: 1 }, plain([0, 1, 0, 1, 0, Infinity], 6, 1))).rejects.toThrow('`y` has Infinity at row 5');
    await run({ conditionWidth: 1 }, plain([0, 1, 0, 1, 0, 1], 6, 1));
    await run({ classes: 2, marginalizesLabels: true }, plain([0, 1, 0, 1, 0, -1], 6));
  });
});

test('a class-conditional VAE refuses numbers', () => {
  const model = tinyVae({ prior: classMeans(2) });
  tf.tidy(() => {
    const input = {
      noise: { 'posterior/eps': tf.zeros([2, 2]) },
      schedule: { beta: tf.scalar(1) },
      mode: 'evaluate',
      dataSize: 2,
    } as const;
    expect(() => model.forward({ ...input, batch: { x: tf.ones([2, 4]), y: tf.ones<tf.Rank.R2>([2, 2]) } })).toThrow(
      'vae: `y` has shape [2,2]; expected labels, [2]',
    );
  });
  model.dispose();
});

test('tensors: labels are int32, numbers float32; bytes and doubles are cast', () => {
  const tensors = [plain([1, 2], 2), { data: Float64Array.of(0.1, 2), shape: [2, 1] }].map(
    (y): tf.Tensor => batchTensors({ x: plain([1, 2], 2, 1), y }).y!,
  );
  expect(tensors.map(({ dtype, shape }) => [dtype, shape])).toEqual([
    ['int32', [2]],
    ['float32', [2, 1]],
  ]);
  expect(readConditions('f', { data: Float64Array.of(0.1, 2), shape: [2, 1] }, {}).data).toEqual(Float32Array.of(0.1, 2));
});

test('rows are taken with their numbers', () => {
  const y = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
  const examples = { x: plain([7, 8, 9], 3, 1), y, binarization: 'none' } as const;
  expect(takeRows(examples, [2, 0])).toEqual({ ...examples, x: plain([9, 7], 2, 1), y: plain([5, 6, 1, 2], 2, 2) });
});

test('preflight tries a model of numbers with numbers', async () => {
  const { model, seen } = watching({ event: [1], conditionWidth: 3 });
  expect((await preflight(model)).ok).toBe(true);
  expect(seen[0]!.slice(0, 2)).toEqual(['float32', [2, 3]]);
});

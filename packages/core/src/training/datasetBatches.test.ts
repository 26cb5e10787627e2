import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../random/randomStream.js';
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { classMeans } from '../priors/classMeans.js';
import { trainable } from '../trainable.js';
import { vae, type Vae } from '../vae.js';
import { evaluate } from './evaluate.js';
import { fit } from './fit.js';
import { readWeights } from './modelWeights.js';

const rows = 21;
const values = randomStream(1).fillUniform(new Float32Array(rows * 6));
const x = (): tf.Tensor2D => tf.tensor2d(values.slice(), [rows, 6]);

const small = (): Vae =>
  vae({
    encoder: mlpEncoder({ input: [6], hidden: [5], latent: 2 }),
    decoder: mlpDecoder({ latent: 2, hidden: [5], output: [6] }),
  });
const labeled = (): Vae =>
  vae({
    encoder: mlpEncoder({ input: [6], hidden: [5], latent: 2 }),
    decoder: mlpDecoder({ latent: 2, hidden: [5], output: [6] }),
    prior: classMeans(3),
  });

describe('fit on a tf.data.Dataset', () => {
  it('trains as on the same examples in memory, short last batch and all, and leaves no tensor behind', async () => {
    const source = x();
    const [a, b] = [small(), small()];
    const options = { epochs: 2, batchSize: 8, shuffle: false } as const;
    const inMemory = await fit(a, source, options);
    const dataset = tf.data.array(Array.from({ length: rows }, (_, i) => values.slice(i * 6, (i + 1) * 6))).batch(8);
    const before = tf.memory().numTensors;
    const streamed = await fit(b, dataset, options);
    expect(tf.memory().numTensors).toBe(before);
    expect(streamed.history).toEqual(inMemory.history);
    expect(await readWeights(b)).toEqual(await readWeights(a));
    const [one, other] = [await evaluate(a, source, { batchSize: 8 }), await evaluate(b, dataset)];
    expect(other.loss).toBe(one.loss);
    expect(other.examples).toBe(rows);
    source.dispose();
    a.dispose();
    b.dispose();
  });

  it('takes { xs, ys }, class numbers and one-hot rows alike, also to validate on', async () => {
    const y = Array.from({ length: rows }, (_, i) => i % 3);
    const numbers = tf.data.generator(function* () {
      for (let i = 0; i < rows; i++) yield { xs: tf.tensor1d(values.slice(i * 6, (i + 1) * 6)), ys: tf.scalar(y[i]!, 'int32') };
    });
    const oneHot = tf.data.generator(function* () {
      for (let i = 0; i < rows; i++)
        yield { x: tf.tensor1d(values.slice(i * 6, (i + 1) * 6)), y: tf.tensor1d([0, 1, 2].map((k) => (k === y[i] ? 1 : 0))) };
    });
    const [a, b] = [labeled(), labeled()];
    const first = await fit(a, numbers.batch(7), { epochs: 2, validationData: oneHot.batch(5) });
    const second = await fit(b, oneHot.batch(7), { epochs: 2, validationData: numbers.batch(5) });
    expect(first.history).toEqual(second.history);
    expect(first.history['val_loss']).toHaveLength(2);
    a.dispose();
    b.dispose();
  });

  it('gives numbers to a model that takes numbers, as in memory, short last batch and all', async () => {
    const numbers = randomStream(2).fillUniform(new Float32Array(rows * 2));
    const seen: number[][] = [];
    const w = tf.variable(tf.scalar(1));
    const model = {
      ...trainable({
        variables: { w },
        terms: ({ batch: { x, y, weight } }) => {
          seen.push([...y!.shape, ...y!.dataSync(), ...weight!.dataSync()]);
          return { t: tf.mul(w, tf.zeros([x.shape[0]!])) as tf.Tensor1D };
        },
      }),
      conditionWidth: 2,
    };
    const dataset = tf.data.zip({
      x: tf.data.array(Array.from({ length: rows }, (_, i) => values.slice(i * 6, (i + 1) * 6))),
      y: tf.data.array(Array.from({ length: rows }, (_, i) => numbers.slice(i * 2, (i + 1) * 2))),
    });
    await fit(model, dataset.batch(8) as tf.data.Dataset<tf.TensorContainer>, { epochs: 1 });
    const streamed = seen.splice(0);
    const y = { data: numbers, shape: [rows, 2] };
    await fit(model, { x: { data: values, shape: [rows, 6] }, y }, { epochs: 1, batchSize: 8, shuffle: false });
    expect(streamed).toHaveLength(3);
    expect(seen).toEqual(streamed);
    w.dispose();
  });

  it('says what is wrong with a data set', async () => {
    const model = small();
    const run = (dataset: unknown): Promise<unknown> => fit(model, dataset as tf.Tensor, { epochs: 1 });
    const of = (...elements: (() => tf.TensorContainer)[]): unknown =>
      tf.data.generator(function* () {
        for (const make of elements) yield make();
      });
    await expect(run(tf.data.array([1, 2]).repeat())).rejects.toThrow(
      'fit: the data set is endless, so it has no epoch; end one with .take(',
    );
    await expect(run(of())).rejects.toThrow('fit: the data set has no examples');
    await expect(run(of(() => tf.ones([6])))).rejects.toThrow(
      'has shape [6]; expected batches, [examples, ...shape of an example]: call .batch(128)',
    );
    await expect(run(of(() => ({ image: tf.ones([2, 6]) })))).rejects.toThrow(
      'an element of the data set is { image }; expected a tensor, { x, y }',
    );
    await expect(
      run(
        of(
          () => tf.ones([2, 6]),
          () => tf.ones([3, 6]),
        ),
      ),
    ).rejects.toThrow('has 3 examples, more than the first, which had 2');
    await expect(run(of(() => tf.ones([2, 5])))).rejects.toThrow('an example of a batch has shape [5] but the model takes [6]');
    await expect(run(of(() => tf.fill([2, 6], Number.NaN)))).rejects.toThrow('the data set has NaN at row 0, element 0');
    await expect(run(of(() => ({ x: tf.ones([2, 6]), y: tf.ones([3]) })))).rejects.toThrow('has 2 examples but 3 labels');
    const classes = labeled();
    await expect(
      fit(classes, of(() => ({ x: tf.ones([2, 6]), y: tf.ones([2, 3]) })) as tf.Tensor, { epochs: 1 }),
    ).rejects.toThrow('fit: labels of shape [2,3] are not one-hot in row 0');
    classes.dispose();
    await expect(fit(model, tf.data.array([new Float32Array(6)]).batch(1), { epochs: 1, validationSplit: 0.5 })).rejects.toThrow(
      '`validationSplit` cannot divide data that comes in batches',
    );
    model.dispose();
  });
});

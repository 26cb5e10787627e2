import * as tf from '@tensorflow/tfjs';
import { cosineSchedule, linearWarmup } from '@vaekit/losses';
import { describe, expect, test } from 'vitest';
import type { Trainable } from '../contract.js';
import { NonFiniteError } from '../engines/nonFiniteError.js';
import { elbo } from '../objectives/elbo.js';
import { iwae } from '../objectives/iwae.js';
import { adam } from '../optimizers/adam.js';
import { sgd } from '../optimizers/sgd.js';
import { classMeans } from '../priors/classMeans.js';
import { tinyData, tinyVae } from '../tiny.test-helper.js';
import { trainable } from '../trainable.js';
import type { Vae } from '../vae.js';
import { batches } from './batches.js';
import { evaluate } from './evaluate.js';
import type { BatchSource, PlainBatch, PlainExamples } from './examples.js';
import { fit, type FitOptions, type FitResult } from './fit.js';
import { readWeights } from './modelWeights.js';
import type { TypedArray } from '@vaekit-internal/base';
import { takeRows } from './takeRows.js';
import type { TrainingState } from './trainingState.js';

const data = tinyData(20);

/** Reports the batches it sees; its loss is the mean of x, and of |w|. */
function recorder(): { model: Trainable; seen: { x: number[]; weight: number[] }[]; w: tf.Variable } {
  const w = tf.variable(tf.scalar(1));
  const seen: { x: number[]; weight: number[] }[] = [];
  const model = trainable({
    variables: { w },
    terms({ batch, mode }) {
      if (mode === 'train') seen.push({ x: [...batch.x.dataSync()], weight: [...batch.weight!.dataSync()] });
      const rows = batch.x.shape[0]!;
      return { value: tf.add(tf.mean(tf.reshape(batch.x, [rows, -1]), 1), tf.mul(0, w)) as tf.Tensor1D };
    },
  });
  return { model, seen, w };
}

const numbers = (n: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: n }, (_, i) => i),
  shape: [n, 1],
});
const real = (seen: { x: number[]; weight: number[] }[]): number[] =>
  seen.flatMap(({ x, weight }) => x.filter((_, i) => weight[i] === 1));

describe('batches', () => {
  test('every example counts once an epoch, the last batch padded at weight 0, and the loss is the plain mean', async () => {
    const { model, seen } = recorder();
    const { history } = await fit(model, numbers(10), { epochs: 2, batchSize: 4, optimizer: sgd() });
    expect(seen.map(({ x }) => x.length)).toEqual([4, 4, 4, 4, 4, 4]);
    for (const epoch of [seen.slice(0, 3), seen.slice(3)])
      expect(real(epoch).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(real(seen.slice(0, 3))).not.toEqual(real(seen.slice(3)));
    expect(history).toEqual({ loss: [4.5, 4.5], value: [4.5, 4.5] });
  });

  test('the order is a function of the seed, and the given one without shuffling', async () => {
    const order = async (options: Partial<FitOptions>): Promise<number[]> => {
      const { model, seen } = recorder();
      await fit(model, numbers(30), { epochs: 1, batchSize: 7, optimizer: sgd(), ...options });
      return real(seen);
    };
    expect(await order({ seed: 1 })).toEqual(await order({ seed: 1 }));
    expect(await order({ seed: 1 })).not.toEqual(await order({ seed: 2 }));
    expect(await order({ shuffle: false })).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  test('a validation split is disjoint from the training set, complete with it, and a function of the seed', async () => {
    const split = async (seed: number): Promise<number[]> => {
      const { model, seen } = recorder();
      const { history } = await fit(model, numbers(40), {
        epochs: 1,
        batchSize: 10,
        optimizer: sgd(),
        seed,
        validationSplit: 0.25,
      });
      const training = real(seen);
      expect(new Set(training).size).toBe(30);
      const held = numbers(40).data.filter((v) => !training.includes(v));
      expect(held).toHaveLength(10);
      expect(history['val_value']![0]).toBeCloseTo(held.reduce((a, b) => a + b) / 10, 4);
      return training.sort((a, b) => a - b);
    };
    expect(await split(1)).toEqual(await split(1));
    expect(await split(1)).not.toEqual(await split(2));
  });

  test.each<[string, TypedArray, number[]]>([
    ['bytes are divided by 255', new Uint8Array([0, 51, 255]), [0, 0.2, 1]],
    ['clamped bytes too', new Uint8ClampedArray([0, 51, 255]), [0, 0.2, 1]],
    ['a Buffer of Node too', Buffer.from([0, 51, 255]), [0, 0.2, 1]],
    ['doubles are taken as they are', new Float64Array([0, 51, 255]), [0, 51, 255]],
  ])('%s', async (_, array, expected) => {
    const { model, seen } = recorder();
    await fit(model, { data: array, shape: [3, 1] }, { epochs: 1, batchSize: 3, shuffle: false });
    seen[0]!.x.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    const taken = takeRows({ x: { data: array, shape: [3, 1] }, binarization: 'none' }, [2, 0]);
    expect([...taken.x.data]).toEqual([array[2], array[0]]);
  });

  test('tensors of every number type', async () => {
    for (const [dtype, expected] of [
      ['float32', [0, 1, 2]],
      ['int32', [0, 1, 2]],
      ['bool', [0, 1, 1]],
    ] as const) {
      const { model, seen } = recorder();
      const x = tf.tensor([0, 1, dtype === 'bool' ? 1 : 2], [3, 1], dtype);
      await fit(model, x, { epochs: 1, batchSize: 3, shuffle: false });
      expect(seen[0]!.x).toEqual(expected);
      x.dispose();
    }
  });

  test('sees what `batches` with its seed and size gives, labels, masks and dynamic bits included', async () => {
    const count = 23;
    const gray = { data: Float32Array.from({ length: 4 * count }, (_, i) => (i % 7) / 6), shape: [count, 4] };
    const examples: PlainExamples = { x: gray, binarization: 'dynamic' };
    const { model, seen } = recorder();
    await fit(model, examples, { epochs: 3, batchSize: 5, seed: 8, optimizer: sgd() });
    const source = batches(examples, { batchSize: 5, seed: 8 });
    const expected = [0, 1, 2].flatMap((epoch) =>
      [...source.epoch(epoch)].map(({ x, weight }) => ({ x: [...x.data], weight: [...weight.data] })),
    );
    expect(seen).toEqual(expected);
    const again = recorder();
    await fit(again.model, source, { epochs: 3, seed: 8, optimizer: sgd() });
    expect(again.seen).toEqual(expected);
  });

  test('validates and evaluates on the bits of epoch 0, in the given order', async () => {
    const gray = { data: new Float32Array(60).fill(0.5), shape: [30, 2] };
    const examples: PlainExamples = { x: gray, binarization: 'dynamic' };
    const mean =
      [...batches(examples, { batchSize: 30, seed: 4, shuffle: false }).epoch(0)][0]!.x.data.reduce((a, b) => a + b) / 60;
    const { model } = recorder();
    const { history } = await fit(model, numbers(3), {
      epochs: 1,
      batchSize: 3,
      seed: 4,
      optimizer: sgd(),
      validationData: examples,
    });
    expect(history['val_value']![0]).toBeCloseTo(mean, 6);
    expect((await evaluate(model, examples, { seed: 4, batchSize: 7 })).terms['value']).toBeCloseTo(mean, 6);
  });

  test('batches of somebody else’s making are taken as they come', async () => {
    const batch = (...rows: number[]): PlainBatch => ({
      x: { data: Float32Array.from(rows), shape: [2, 1] },
      weight: { data: Float32Array.from([1, rows[1] === -1 ? 0 : 1]), shape: [2] },
      index: { data: Int32Array.from(rows), shape: [2] },
    });
    const source: BatchSource & { steps: number } = {
      size: 3,
      batchSize: 2,
      steps: 2,
      binarization: 'static',
      epoch: (index) => (index === 0 ? [batch(1, 2), batch(6, -1)] : [batch(6, 2), batch(1, -1)]),
    };
    const { model, seen } = recorder();
    const { history } = await fit(model, source, { epochs: 2, optimizer: sgd(), validationData: source });
    expect(real(seen)).toEqual([1, 2, 6, 6, 2, 1]);
    expect(history['loss']).toEqual([3, 3]);
    expect(history['val_loss']).toEqual([3, 3]);
    await expect(fit(model, source, { epochs: 1, validationSplit: 0.5 })).rejects.toThrow(
      '`validationSplit` cannot divide data that comes in batches',
    );
    await expect(fit(tinyVae(), source, { epochs: 1 })).rejects.toThrow(
      'an example of a batch has shape [1] but the model takes [4]',
    );
    await expect(fit(model, { ...source, epoch: () => [] }, { epochs: 1 })).rejects.toThrow('the data has no batches');
  });
});

test('callbacks are called in order, and see what they are told', async () => {
  const log: string[] = [];
  const callbacks = {
    onTrainBegin: (info: object) => void log.push(`begin ${JSON.stringify(info)}`),
    onEpochBegin: (epoch: number) => void log.push(`epoch ${epoch}`),
    onBatchEnd: async (batch: number, { epoch, step }: { epoch: number; step: number }) =>
      void log.push(`batch ${epoch}.${batch} step ${step}`),
    onEpochEnd: (epoch: number, logs: object) => void log.push(`epoch ${epoch} done ${Object.keys(logs).join()}`),
    onTrainEnd: () => void log.push('end'),
  };
  const { epoch, stopped } = await fit(tinyVae(), data, {
    epochs: 2,
    batchSize: 10,
    callbacks: [callbacks, { onTrainEnd: () => void log.push('end too') }],
    validationData: data,
  });
  const keys = 'loss,reconstruction,kl,val_loss,val_reconstruction,val_kl';
  expect(log).toEqual([
    'begin {"epochs":2,"stepsPerEpoch":2,"batchSize":10,"examples":20}',
    'epoch 0',
    'batch 0.0 step 1',
    'batch 0.1 step 2',
    `epoch 0 done ${keys}`,
    'epoch 1',
    'batch 1.0 step 3',
    'batch 1.1 step 4',
    `epoch 1 done ${keys}`,
    'end',
    'end too',
  ]);
  expect([epoch, stopped]).toEqual([[0, 1], 'completed']);
});

test('epochs: 0 gives the point to begin from; a callback stops after its batch or its epoch', async () => {
  const model = tinyVae();
  const none = await fit(model, data, { epochs: 0, batchSize: 10 });
  expect(none).toMatchObject({ epoch: [], history: {}, stopped: 'completed', state: { epoch: 0, batch: 0, step: 0 } });
  const inside = await fit(model, data, {
    epochs: 5,
    batchSize: 5,
    callbacks: { onBatchEnd: (batch, _, control) => batch === 1 && control.stop() } as FitOptions['callbacks'] & object,
  });
  expect(inside).toMatchObject({ epoch: [], stopped: 'callback', state: { epoch: 0, batch: 2, step: 2 } });
  const between = await fit(model, data, {
    epochs: 5,
    batchSize: 5,
    callbacks: { onEpochEnd: (epoch, _, control) => void (epoch === 1 && control.stop()) },
  });
  expect(between).toMatchObject({ epoch: [0, 1], stopped: 'callback', state: { epoch: 2, batch: 0, step: 8 } });
});

describe('early stopping', () => {
  /** A model whose validation loss follows a given course, epoch by epoch. */
  const course = (values: number[]): Trainable => {
    const w = tf.variable(tf.scalar(0));
    let epoch = -1;
    return trainable({
      variables: { w },
      terms({ batch, mode }) {
        if (mode === 'evaluate') epoch += 1;
        // In training, w falls by 1 a step.
        return { value: tf.mul(tf.ones([batch.x.shape[0]!]), mode === 'evaluate' ? values[epoch]! : w) as tf.Tensor1D };
      },
    });
  };
  const options = { epochs: 10, batchSize: 9, optimizer: sgd({ learningRate: 1 }) } as const;

  test('waits for its patience, then puts back the best weights', async () => {
    const model = course([5, 3, 4, 3.5, 6, 0]);
    const { epoch, stopped, bestEpoch, state } = await fit(model, numbers(10), { ...options, earlyStopping: { patience: 3 } });
    expect([epoch.length, stopped, bestEpoch]).toEqual([5, 'early', 1]);
    expect((await readWeights(model))['w']).toEqual(new Float32Array([-2]));
    expect(state.weights['w']).toEqual(new Float32Array([-5]));
  });

  test('restoreBest: false keeps the last weights, and minDelta says what counts', async () => {
    const model = course([5, 4.9, 4.8, 4.7]);
    const { epoch, bestEpoch } = await fit(model, numbers(10), {
      ...options,
      earlyStopping: { patience: 2, minDelta: 1, restoreBest: false },
    });
    expect([epoch.length, bestEpoch]).toEqual([3, undefined]);
    expect((await readWeights(model))['w']).toEqual(new Float32Array([-3]));
  });

  test('a value that is NaN at first is improved on by any number', async () => {
    const { bestEpoch } = await fit(course([Number.NaN, 3, 4, 5]), numbers(10), { ...options, earlyStopping: { patience: 2 } });
    expect(bestEpoch).toBe(1);
  });

  test('asks for something to watch', async () => {
    await expect(
      fit(course([]), numbers(10), { ...options, validationSplit: 0, earlyStopping: { patience: 1 } }),
    ).rejects.toThrow('there is no validation set');
    await expect(
      fit(course([1]), numbers(10), { ...options, earlyStopping: { patience: 1, monitor: 'val_nll' } }),
    ).rejects.toThrow('watches `val_nll`, which is not among loss, value');
    await expect(fit(course([1]), numbers(10), { ...options, earlyStopping: { patience: 0 } })).rejects.toThrow(
      '`earlyStopping.patience` is 0',
    );
  });
});

describe('going on from a state is the same, to the bit, as never having stopped', () => {
  const kinds: [string, () => Vae, Partial<FitOptions>][] = [
    ['adam', () => tinyVae(), {}],
    ['dropout and batch norm', () => tinyVae({}, { dropout: 0.3, batchNorm: true }), { optimizer: adam({ clipNorm: 1 }) }],
    [
      'schedules',
      () => tinyVae({ objective: elbo({ beta: linearWarmup({ steps: 7 }) }) }),
      { optimizer: adam({ learningRate: cosineSchedule({ steps: 10, from: 0.01, to: 0.001 }) }) },
    ],
    ['IWAE', () => tinyVae({ objective: iwae({ k: 3 }) }), { optimizer: sgd({ momentum: 0.9, learningRate: 0.01 }) }],
  ];
  const same = async (a: FitResult, b: FitResult): Promise<void> => {
    expect(b.history).toEqual(a.history);
    expect(b.state).toEqual(a.state);
  };

  test.each(kinds)('%s', async (_, make, more) => {
    // 20 examples with a split of 16 to 4, in batches of 6: three a epoch, the last one padded.
    const options: FitOptions = { epochs: 3, batchSize: 6, seed: 5, validationSplit: 0.2, ...more };
    const straight = await fit(make(), data, options);
    for (const stopAt of [2, 3, 4]) {
      const signal = new AbortController();
      const first = await fit(make(), data, {
        ...options,
        signal: signal.signal,
        callbacks: { onBatchEnd: (_, { step }) => void (step === stopAt && signal.abort()) },
      });
      expect(first).toMatchObject({ stopped: 'aborted', state: { step: stopAt } });
      await same(straight, await fit(make(), data, { ...options, initial: first.state }));
    }
    // From a state taken in passing, in a model that has been elsewhere since.
    const states: TrainingState[] = [];
    const keep: FitOptions['callbacks'] = {
      async onEpochEnd(_epoch, _logs, { state }) {
        states.push(await state());
      },
      async onBatchEnd(_batch, _info, { state }) {
        states.push(await state());
      },
    };
    const model = make();
    await same(straight, await fit(model, data, { ...options, callbacks: keep }));
    expect(states).toHaveLength(12);
    for (const state of [states[2]!, states[3]!, states[8]!])
      await same(straight, await fit(model, data, { ...options, initial: state }));
  });

  test('begins an epoch where it stands: at a batch where the data can, else past the batches before it', async () => {
    const options: FitOptions = { epochs: 2, seed: 5 };
    const whole = batches({ x: data }, { batchSize: 6, seed: 5 });
    const straight = await fit(tinyVae(), whole, options);
    const signal = new AbortController();
    const { state } = await fit(tinyVae(), whole, {
      ...options,
      signal: signal.signal,
      callbacks: { onBatchEnd: (_, { step }) => void (step === 3 && signal.abort()) },
    });
    expect(state).toMatchObject({ epoch: 0, batch: 3 });
    for (const [source, asked] of [
      [
        whole,
        [
          [0, 3],
          [1, 0],
        ],
      ],
      [{ size: 20, batchSize: 6, binarization: 'none', epoch: (i: number) => whole.epoch(i) } as const, [[0], [1]]],
    ] as const) {
      const calls: number[][] = [];
      const watched: BatchSource = {
        ...source,
        epoch: (...args: [number, number?]) => {
          calls.push(args as number[]);
          return source.epoch(...args);
        },
      };
      await same(straight, await fit(tinyVae(), watched, { ...options, initial: state }));
      // The first call is for the shapes of a batch.
      expect(calls.slice(1)).toEqual(asked);
    }
  });

  test('seeds: one seed is one run, another another', async () => {
    const run = async (seed: number): Promise<TrainingState> =>
      (await fit(tinyVae(), data, { epochs: 1, batchSize: 10, seed })).state;
    expect(await run(1)).toEqual(await run(1));
    expect((await run(1)).weights).not.toEqual((await run(2)).weights);
  });

  test('a state of another model or optimizer is refused', async () => {
    const { state } = await fit(tinyVae(), data, { epochs: 1, batchSize: 10 });
    await expect(
      fit(tinyVae({ prior: classMeans(2) }), { x: data, y: labels }, { epochs: 2, batchSize: 10, initial: state }),
    ).rejects.toThrow('missing: `prior/means`');
    await expect(
      fit(tinyVae(), data, { epochs: 2, batchSize: 10, initial: state, optimizer: sgd({ momentum: 0.5 }) }),
    ).rejects.toThrow('another model or optimizer');
  });
});

const labels = { data: Int32Array.from({ length: 20 }, (_, i) => i % 2), shape: [20] };

test('learning goes down', async () => {
  const { history } = await fit(
    tinyVae(),
    { data: Float32Array.from({ length: 80 }, (_, i) => (i % 8 < 4 ? 1 : 0)), shape: [20, 4] },
    { epochs: 60, batchSize: 20, optimizer: adam({ learningRate: 0.05 }) },
  );
  expect(history['loss']!.at(-1)!).toBeLessThan(0.6 * history['loss']![0]!);
});

test('initialize is called once, on the first batch, before the first step', async () => {
  const { model, w } = recorder();
  const calls: number[][] = [];
  const own: Trainable = { ...model, initialize: ({ x }) => void (calls.push([...x.dataSync()]), w.assign(tf.scalar(7))) };
  const { state } = await fit(own, numbers(6), { epochs: 2, batchSize: 3, shuffle: false });
  expect(calls).toEqual([[0, 1, 2]]);
  expect([...state.weights['w']!]).toEqual([7]);
  await fit(own, numbers(6), { epochs: 3, batchSize: 3, shuffle: false, initial: state });
  expect(calls).toHaveLength(1);
});

describe('errors say what is wrong', () => {
  const nan = { ...data, data: data.data.with(9, Number.NaN) };
  const cases: [string, () => Promise<unknown>, string][] = [
    [
      'batch larger than the data',
      () => fit(tinyVae(), data, { epochs: 1, batchSize: 21 }),
      '`batchSize` is 21 but there are only 20 training examples',
    ],
    ['epochs −1', () => fit(tinyVae(), data, { epochs: -1 }), 'fit: `epochs` is -1; expected a whole number of at least 0'],
    ['epochs abc', () => fit(tinyVae(), data, { epochs: 'abc' as unknown as number }), 'fit: `epochs` is abc'],
    ['NaN', () => fit(tinyVae(), nan, { epochs: 1, batchSize: 5 }), '`x` has NaN at row 2, element 1'],
    [
      'NaN in validation data',
      () => fit(tinyVae(), data, { epochs: 1, batchSize: 5, validationData: nan }),
      'fit (validationData): `x` has NaN at row 2',
    ],
    [
      'a double beyond float32',
      () => fit(tinyVae(), { data: new Float64Array(20).fill(1e300), shape: [5, 4] }, { epochs: 1, batchSize: 5 }),
      '`x` has 1e+300 at row 0',
    ],
    [
      'a label out of range',
      () =>
        fit(
          tinyVae({ prior: classMeans(2) }),
          { x: data, y: { ...labels, data: labels.data.with(3, 2) } },
          { epochs: 1, batchSize: 5 },
        ),
      'label 2 at row 3 is out of range; expected whole numbers from 0 to 1',
    ],
    [
      'no labels',
      () => fit(tinyVae({ prior: classMeans(2) }), data, { epochs: 1, batchSize: 5 }),
      'conditioned on 2 classes but the data has no `y`',
    ],
    [
      'too few labels',
      () => fit(tinyVae(), { x: data, y: { data: new Int32Array(3), shape: [3] } }, { epochs: 1, batchSize: 5 }),
      '`x` has 20 examples but `y` has 3 labels',
    ],
    [
      'another event',
      () => fit(tinyVae(), { data: new Float32Array(15), shape: [5, 3] }, { epochs: 1, batchSize: 5 }),
      'an example of `x` has shape [3] but the model takes [4]',
    ],
    [
      'a shape that does not fit',
      () => fit(tinyVae(), { data: new Float32Array(15), shape: [4, 4] }, { epochs: 1 }),
      '`x` has 15 numbers but shape [4,4] needs 16',
    ],
    ['no examples', () => fit(tinyVae(), { data: new Float32Array(0), shape: [0, 4] }, { epochs: 1 }), '`x` has no examples'],
    [
      'nested arrays',
      () => fit(tinyVae(), [[1, 2, 3, 4]] as never, { epochs: 1 }),
      '`x` is neither a tensor nor { data, shape }',
    ],
    ['nothing', () => fit(tinyVae(), undefined as never, { epochs: 1 }), 'the data is undefined'],
    [
      'probabilities out of range',
      () => fit(tinyVae(), { x: { data: new Float32Array(20).fill(2), shape: [5, 4] }, binarization: 'dynamic' }, { epochs: 1 }),
      'dynamic binarization needs probabilities from 0 to 1',
    ],
    [
      'a split that leaves none',
      () => fit(tinyVae(), data, { epochs: 1, batchSize: 5, validationSplit: 0.01 }),
      'leaves none to validate on',
    ],
    ['a split of 1', () => fit(tinyVae(), data, { epochs: 1, validationSplit: 1 }), '`validationSplit` is 1'],
    [
      'a schedule that gives NaN',
      () =>
        fit(tinyVae(), data, {
          epochs: 1,
          batchSize: 5,
          optimizer: adam({ learningRate: { ...cosineSchedule({ steps: 3, from: 1, to: 0 }), at: () => Number.NaN } }),
        }),
      'the schedule of `learningRate` gives NaN at step 0',
    ],
  ];
  test.each(cases)('%s', async (_, run, message) => {
    await expect(run()).rejects.toThrow(message);
  });
});

describe('tensors', () => {
  test('a fit that ends, that is aborted, and that throws leave their number as it was', async () => {
    const model = tinyVae({}, { dropout: 0.2 });
    const run = (more: Partial<FitOptions>, set: FitOptions['validationData'] = data): Promise<FitResult> =>
      fit(model, set!, { epochs: 2, batchSize: 6, validationData: data, ...more });
    const before = tf.memory().numTensors;
    await run({ earlyStopping: { patience: 1 } });
    const signal = new AbortController();
    const { stopped } = await run({ signal: signal.signal, callbacks: { onBatchEnd: () => signal.abort() } });
    expect(stopped).toBe('aborted');
    expect(tf.memory().numTensors).toBe(before);
    const failing = {
      ...model,
      forward: (input: Parameters<typeof model.forward>[0]) => (model.forward(input), model.forward({ ...input, noise: {} })),
    };
    await expect(fit(failing, data, { epochs: 1, batchSize: 6 })).rejects.toThrow('is missing; draw everything that noise');
    await expect(run({ callbacks: { onBatchEnd: () => Promise.reject(new Error('callback')) } })).rejects.toThrow('callback');
    const validationFails = {
      ...model,
      forward: (input: Parameters<typeof model.forward>[0]) => {
        const outcome = model.forward(input);
        if (input.mode === 'evaluate') throw new Error('validation');
        return outcome;
      },
    };
    await expect(fit(validationFails, data, { epochs: 1, batchSize: 6, validationData: data })).rejects.toThrow('validation');
    await expect(evaluate(model, data)).resolves.toMatchObject({ examples: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('NonFiniteError leaves the weights as they were before the step', async () => {
    const w = tf.variable(tf.scalar(1));
    const model = trainable({
      variables: { w },
      terms: ({ batch }) => ({ t: tf.reshape(tf.log(tf.mul(w, batch.x)), [-1]) as tf.Tensor1D }),
    });
    const run = fit(
      model,
      { data: new Float32Array([1, 2, 0, 3]), shape: [4, 1] },
      { epochs: 1, batchSize: 1, shuffle: false, optimizer: sgd({ learningRate: 0.1 }) },
    );
    await expect(run).rejects.toThrow(NonFiniteError);
    await expect(run).rejects.toThrow('step 3: the term `t` is not finite');
    // Two steps of w ← w − 0.1 / w.
    const once = 1 - 0.1;
    expect(w.dataSync()[0]).toBeCloseTo(once - 0.1 / once, 6);
  });
});

test('evaluate: one seed is one value, padding does not count, and it is the loss of the whole set at once', async () => {
  const model = tinyVae();
  const [a, b, c] = [
    await evaluate(model, data, { batchSize: 6 }),
    await evaluate(model, data, { batchSize: 6 }),
    await evaluate(model, data, { batchSize: 6, seed: 1 }),
  ];
  expect(a).toEqual(b);
  expect(a.terms['reconstruction']).not.toBe(c.terms['reconstruction']);
  // The KL has no noise in it, so it does not depend on the batches either.
  expect(a.terms['kl']).toBeCloseTo((await evaluate(model, data, { batchSize: 20 })).terms['kl']!, 5);
  expect(a.loss).toBeCloseTo(a.terms['kl']! + a.terms['reconstruction']!, 5);
  expect([a.examples, a.binarization]).toEqual([20, 'none']);
});

test('the default batch is 128 examples, or all that there are to train on', async () => {
  for (const [rows, options, sizes] of [
    [20, {}, [20]],
    [20, { validationSplit: 0.25 }, [15]],
    [130, {}, [128, 128]],
    [20, { batchSize: 8 }, [8, 8, 8]],
  ] as const) {
    const { model, seen, w } = recorder();
    await fit(model, tinyData(rows), { epochs: 1, ...options });
    expect(seen.map(({ weight }) => weight.length)).toEqual(sizes);
    w.dispose();
  }
});

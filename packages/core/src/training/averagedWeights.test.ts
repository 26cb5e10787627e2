import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import oracles from '../../oracles/averageOracles.json' with { type: 'json' };
import type { Engine, Trainable } from '../contract.js';
import { eager } from '../engines/eager.js';
import { NonFiniteError } from '../engines/nonFiniteError.js';
import { optimizerFromJSON } from '../optimizers/optimizerFromJSON.js';
import { sgd } from '../optimizers/sgd.js';
import { deviation, runOnce, tinyData, tinyVae } from '../tiny.test-helper.js';
import { trainable } from '../trainable.js';
import { averagedWeights } from './averagedWeights.js';
import { evaluate } from './evaluate.js';
import { fit, type FitOptions, type FitResult } from './fit.js';
import { readWeights, writeWeights } from './modelWeights.js';
import type { TrainingState } from './trainingState.js';

const data = tinyData(20);

/** The logistic regression of the oracle. */
function regression(): Trainable {
  const w = tf.tidy(() => tf.variable(tf.tensor2d(oracles.w, [3, 2])));
  const b = tf.tidy(() => tf.variable(tf.tensor1d(oracles.b)));
  return trainable({
    variables: { w, b },
    terms: ({ batch }) => {
      const logits = tf.add(tf.matMul(batch.x as tf.Tensor2D, w), b);
      const labels = tf.tensor2d(oracles.labels, [8, 2]);
      return { nll: tf.sum(tf.sub(tf.softplus(logits), tf.mul(labels, logits)), 1) as tf.Tensor1D };
    },
  });
}

describe.each(oracles.cases)('the average of $kind at decay $decay', ({ kind, options, decay, path }) => {
  test.each(['host', 'device'] as const)(
    'is that of PyTorch, and what is validated, shown and left behind (%s)',
    async (guard) => {
      const model = regression();
      const x = { data: Float32Array.from(oracles.features), shape: [8, 3] };
      const seen: Record<string, Float32Array>[] = [];
      const states: TrainingState[] = [];
      const { history, state } = await fit(model, x, {
        epochs: path.length,
        batchSize: 8,
        shuffle: false,
        optimizer: optimizerFromJSON({ kind, ...options }),
        averageWeights: decay,
        engine: eager({ guard }),
        validationData: x,
        callbacks: {
          async onEpochEnd(_epoch, _logs, control) {
            seen.push(await readWeights(model));
            states.push(await control.state());
          },
        },
      });
      path.forEach(({ w, b, averageW, averageB, averageLoss }, step) => {
        expect(deviation(seen[step]!['w']!, averageW), `w, step ${step}`).toBeLessThan(2e-6);
        expect(deviation(seen[step]!['b']!, averageB), `b, step ${step}`).toBeLessThan(2e-6);
        expect(averagedWeights(states[step]!)).toEqual(seen[step]);
        expect(deviation(states[step]!.weights['w']!, w)).toBeLessThan(2e-6);
        expect(deviation(states[step]!.weights['b']!, b)).toBeLessThan(2e-6);
        expect(Math.abs(history['val_loss']![step]! - averageLoss)).toBeLessThan(1e-5);
      });
      expect(await readWeights(model)).toEqual(seen.at(-1));
      expect(state).toEqual(states.at(-1));
    },
  );
});

describe('a training with averaged weights', () => {
  const options: FitOptions = { epochs: 3, batchSize: 6, seed: 5, validationSplit: 0.2, averageWeights: 0.8 };
  const make = () => tinyVae({}, { dropout: 0.3, batchNorm: true });

  test('moves as one without; only what is validated differs', async () => {
    const one = await fit(make(), data, options);
    const two = await fit(make(), data, { ...options, averageWeights: undefined });
    expect(one.state.weights).toEqual(two.state.weights);
    expect(one.history['loss']).toEqual(two.history['loss']);
    expect(one.history['val_loss']).not.toEqual(two.history['val_loss']);
    expect(averagedWeights(two.state)).toBeUndefined();
  });

  test('averages the variables, not the state', async () => {
    const model = make();
    const { state } = await fit(model, data, options);
    const averaged = averagedWeights(state)!;
    expect(Object.keys(averaged)).toEqual(Object.keys(state.weights));
    expect(Object.keys(model.state)).not.toHaveLength(0);
    for (const name of Object.keys(model.state)) expect(averaged[name]).toEqual(state.weights[name]);
    for (const name of Object.keys(model.variables)) expect(averaged[name]).not.toEqual(state.weights[name]);
    expect(await readWeights(model)).toEqual(averaged);
  });

  test.each(['host', 'device'] as const)('goes on from any point to the same bits (%s)', async (guard) => {
    const engine = eager({ guard });
    const straight = make();
    const whole = await fit(straight, data, { ...options, engine });
    for (const stopAt of [1, 3, 4]) {
      const signal = new AbortController();
      const half = make();
      const first = await fit(half, data, {
        ...options,
        engine,
        signal: signal.signal,
        callbacks: { onBatchEnd: (_, { step }) => void (step === stopAt && signal.abort()) },
      });
      // Interrupted too, the model is left with the average; the state has what it takes to go on.
      expect(first.stopped).toBe('aborted');
      expect(await readWeights(half)).toEqual(averagedWeights(first.state));
      const second = await fit(half, data, { ...options, engine, initial: first.state });
      expect(second.state).toEqual(whole.state);
      expect(second.history).toEqual(whole.history);
      expect(await readWeights(half)).toEqual(await readWeights(straight));
    }
  });

  test('epochs: 0 gives the weights as their own average, from where a run goes on as if it had not stopped', async () => {
    const model = make();
    const none = await fit(model, data, { ...options, epochs: 0 });
    expect(averagedWeights(none.state)).toEqual(none.state.weights);
    expect((await fit(model, data, { ...options, initial: none.state })).state).toEqual((await fit(make(), data, options)).state);
  });

  test('early stopping keeps the average of the best epoch', async () => {
    const model = make();
    const seen: Record<string, Float32Array>[] = [];
    const { bestEpoch, state, history } = await fit(model, data, {
      ...options,
      epochs: 6,
      earlyStopping: { patience: 6 },
      callbacks: { onEpochEnd: async () => void seen.push(await readWeights(model)) },
    });
    expect(bestEpoch).toBe(history['val_loss']!.indexOf(Math.min(...history['val_loss']!)));
    expect(state.best!.weights).toEqual(seen[bestEpoch!]);
    expect(await readWeights(model)).toEqual(seen[bestEpoch!]);
  });

  test('inside an epoch the model has the weights that the optimizer moves', async () => {
    const model = make();
    const pairs: unknown[][] = [];
    await fit(model, data, {
      ...options,
      callbacks: {
        async onBatchEnd(_batch, _info, control) {
          pairs.push([await readWeights(model), (await control.state()).weights]);
        },
      },
    });
    expect(pairs).toHaveLength(9);
    for (const [seen, raw] of pairs) expect(seen).toEqual(raw);
  });

  test('leaves no tensor behind, however it ends, and after an error the weights of the optimizer', async () => {
    const model = make();
    const before = tf.memory().numTensors;
    const run = (more: Partial<FitOptions>): Promise<FitResult> => fit(model, data, { ...options, ...more });
    await run({});
    await run({ earlyStopping: { patience: 1 } });
    let raw: Record<string, Float32Array> | undefined;
    const failing: FitOptions['callbacks'] = {
      async onEpochEnd(_epoch, _logs, { state }) {
        raw = (await state()).weights;
        throw new Error('callback');
      },
    };
    await expect(run({ callbacks: failing })).rejects.toThrow('callback');
    expect(await readWeights(model)).toEqual(raw);
    await expect(run({ callbacks: { onBatchEnd: () => Promise.reject(new Error('batch')) } })).rejects.toThrow('batch');
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test('a decay out of range, a state that does not fit, and an engine that cannot are refused', async () => {
    for (const averageWeights of [1, -0.1, Number.NaN])
      await expect(fit(make(), data, { ...options, averageWeights })).rejects.toThrow(
        `fit: \`averageWeights\` is ${averageWeights}; expected a decay from 0 to below 1`,
      );
    await expect(eager().prepare(make(), sgd(), {}, 1, { averageDecay: 1 })).rejects.toThrow('eager: `averageDecay` is 1');
    const averaging = await fit(make(), data, { ...options, epochs: 1 });
    const plain = await fit(make(), data, { ...options, epochs: 1, averageWeights: undefined });
    await expect(fit(make(), data, { ...options, averageWeights: undefined, initial: averaging.state })).rejects.toThrow(
      '`initial` has averaged weights, which would be lost',
    );
    await expect(fit(make(), data, { ...options, initial: plain.state })).rejects.toThrow(
      '`initial` has no averaged weights to go on from',
    );
    const older: Engine = {
      name: 'older',
      prepare: (model, optimizer, shapes, size) => eager().prepare(model, optimizer, shapes, size),
    };
    await expect(fit(make(), data, { ...options, engine: older })).rejects.toThrow("the engine 'older' does not average weights");
  });

  test('an average in its model scores as the one that fit leaves behind', async () => {
    const model = make();
    const { state } = await fit(model, data, options);
    const loaded = make();
    writeWeights(loaded, averagedWeights(state)!);
    expect(await evaluate(loaded, data)).toEqual(await evaluate(model, data));
  });
});

describe('the average of a step', () => {
  /** w falls by 1 a step, unless the row of x is negative: then its gradient is NaN. */
  const falling = (): { model: Trainable; w: tf.Variable; idle: tf.Variable } => {
    const [w, idle] = [tf.variable(tf.scalar(8)), tf.variable(tf.scalar(3))];
    const model = trainable({
      variables: { w, idle },
      players: { one: { variables: ['w'], every: 2 } },
      forward: ({ batch }) => {
        const loss = tf.mul(w, tf.where(tf.less(tf.min(batch.x), 0), Number.NaN, 1)) as tf.Scalar;
        return { terms: { t: tf.zeros([1]) as tf.Tensor1D }, losses: { one: loss } };
      },
    });
    return { model, w, idle };
  };

  test('begins at the weights before the first step, and goes on while a player rests', async () => {
    const { model, w } = falling();
    const step = await eager().prepare(model, sgd(), {}, 1, { averageDecay: 0.5 });
    w.assign(tf.scalar(4));
    expect(await step.average!()).toEqual({ w: new Float32Array([4]), idle: new Float32Array([3]) });
    const averages: number[] = [];
    for (let i = 0; i < 3; i++) {
      await runOnce(step, model, tf.ones([1, 1]), 0, { learningRate: 1 });
      averages.push((await step.average!())['w']![0]!);
    }
    // w: 3, 3 (resting), 2.
    expect(averages).toEqual([3.5, 3.25, 2.625]);
    expect((await step.average!())['idle']).toEqual(new Float32Array([3]));
    step.dispose();
  });

  test.each(['host', 'device'] as const)('is as it was after a step that is not finite (%s)', async (guard) => {
    const { model } = falling();
    const step = await eager({ guard }).prepare(model, sgd(), {}, 1, { averageDecay: 0.5 });
    for (const [x, expected] of [
      [-1, 8],
      [1, guard === 'host' ? 7.5 : 8],
    ] as const) {
      const run = runOnce(step, model, tf.fill([1, 1], x), 0, { learningRate: 1 });
      if (x < 0 && guard === 'host') await expect(run).rejects.toBeInstanceOf(NonFiniteError);
      else await run;
      expect((await step.average!())['w']).toEqual(new Float32Array([expected]));
    }
    step.dispose();
  });
});

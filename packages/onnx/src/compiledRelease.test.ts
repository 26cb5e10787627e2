import * as tf from '@tensorflow/tfjs';
import {
  adam,
  eager,
  type Engine,
  fit,
  type FitOptions,
  mlpDecoder,
  mlpEncoder,
  NonFiniteError,
  randomStream,
  readWeights,
  sgd,
  trainable,
  type Trainable,
  vae,
} from '@vaekit/core';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';
import type { Runtime, RuntimeSession } from './run/runtime.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const ROWS = 24;
const x = { data: randomStream(5).fillUniform(new Float32Array(ROWS * 16)), shape: [ROWS, 16] };
const model = () =>
  vae({
    encoder: mlpEncoder({ input: [16], hidden: [8], latent: 2, dropout: 0.1, batchNorm: true }),
    decoder: mlpDecoder({ latent: 2, hidden: [8], output: [16] }),
  });

/** What a runtime is made to fail at. */
interface Failures {
  create?: number;
  run?: number;
}

/** The installed runtime, which counts the sessions that are open, and fails at the n-th creation or run where told to. */
function counting(failures: Failures = {}): { runtime: Runtime; open: () => number; created: () => number } {
  let [created, released, runs] = [0, 0, 0];
  const create = async (bytes: Uint8Array, options: object): Promise<RuntimeSession> => {
    if (created + 1 === failures.create) throw new Error('no session');
    const session = (await ort.InferenceSession.create(bytes, options)) as unknown as RuntimeSession;
    created += 1;
    return {
      run: async (feeds, fetches) => {
        runs += 1;
        if (runs === failures.run) throw new Error('no run');
        return session.run(feeds, fetches);
      },
      release: async () => {
        released += 1;
        await session.release();
      },
    };
  };
  const runtime: Runtime = { InferenceSession: { create }, Tensor: ort.Tensor as unknown as Runtime['Tensor'] };
  return { runtime, open: () => created - released, created: () => created };
}

describe('a compiled training lets go of its sessions and tensors', () => {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    const after = tf.memory().numTensors;
    if (after !== before) throw new Error(`${after} tensors are left of ${before}`);
  });

  const options = { epochs: 3, batchSize: 10, validationData: x, averageWeights: 0.9 };
  async function run(more: Partial<FitOptions>, failures: Failures = {}, threads: number | 'auto' = 1) {
    const { runtime, open, created } = counting(failures);
    const net = model();
    try {
      const outcome = await fit(net, x, { ...options, engine: compiled({ runtime, threads }), ...more }).then(
        ({ stopped }) => stopped as string,
        (error: Error) => error.message,
      );
      return { outcome, open: open(), created: created() };
    } finally {
      net.dispose();
    }
  }

  it('at its end', async () => {
    expect(await run({})).toEqual({ outcome: 'completed', open: 0, created: 2 });
    const probed = await run({}, {}, 'auto');
    expect(probed).toMatchObject({ outcome: 'completed', open: 0 });
  });

  // An epoch has three steps; its end asks for a second session, of the validation.
  it.each([
    [1, 1],
    [2, 1],
    [4, 2],
  ])('aborted at step %i', async (at, created) => {
    const controller = new AbortController();
    const callbacks = { onBatchEnd: (_: number, { step }: { step: number }) => void (step === at && controller.abort()) };
    expect(await run({ signal: controller.signal, callbacks })).toEqual({ outcome: 'aborted', open: 0, created });
  });

  it('aborted before it begins', async () => {
    expect(await run({ signal: AbortSignal.abort() })).toEqual({ outcome: 'aborted', open: 0, created: 1 });
  });

  it.each(['onTrainBegin', 'onEpochBegin', 'onBatchEnd', 'onEpochEnd'] as const)('when %s throws', async (name) => {
    const callbacks = { [name]: () => Promise.reject(new Error('a callback')) };
    expect(await run({ callbacks })).toEqual({ outcome: 'a callback', open: 0, created: name === 'onEpochEnd' ? 2 : 1 });
  });

  it('when the runtime fails: at a step, in the probe of threads, at the second session', async () => {
    expect(await run({}, { run: 3 })).toEqual({ outcome: 'no run', open: 0, created: 1 });
    expect(await run({}, { create: 1 })).toEqual({ outcome: 'no session', open: 0, created: 0 });
    // How many sessions a probe takes depends on the machine; that none stays open does not.
    for (const at of [1, 5]) expect(await run({}, { run: at }, 'auto')).toMatchObject({ outcome: 'no run', open: 0 });
    const second = await run({}, { create: 2 }, 'auto');
    expect(second).toMatchObject({ open: 0, created: 1 });
    expect(['no session', 'completed']).toContain(second.outcome);
  });

  it("when the second player's session cannot be had", async () => {
    const one = () => tf.tidy(() => tf.variable(tf.scalar(1)));
    const variables = { a: one(), b: one() };
    const pairOf = (update: 'in turn' | 'together') =>
      trainable({
        variables,
        players: { one: { variables: ['a'] }, two: { variables: ['b'], update } },
        terms: ({ batch }) => ({ t: tf.mul(tf.mean(batch.x, 1), tf.mul(variables.a, variables.b)) as tf.Tensor1D }),
      });
    const failing = counting({ create: 2 });
    const prepared = (update: 'in turn' | 'together', runtime: Runtime) =>
      compiled({ runtime, threads: 1 }).prepare(pairOf(update), adam(), { x: [2, 3] }, 2);
    await expect(prepared('in turn', failing.runtime)).rejects.toThrow('no session');
    expect([failing.open(), failing.created()]).toEqual([0, 1]);
    // Players that always move together have one session, and one pass.
    const { runtime, open, created } = counting({});
    const step = await prepared('together', runtime);
    expect([open(), created()]).toEqual([1, 1]);
    step.dispose();
    expect(open()).toBe(0);
    tf.dispose(Object.values(variables));
  });

  it('when a loss is not finite, with the weights as they were before that step', async () => {
    const w = tf.tidy(() => tf.variable(tf.scalar(1)));
    const net = trainable({
      variables: { w },
      terms: ({ batch }) => ({ t: tf.reshape(tf.log(tf.mul(w, batch.x)), [-1]) as tf.Tensor1D }),
    });
    const { runtime, open } = counting();
    const training = fit(
      net,
      { data: new Float32Array([1, 2, 0, 3]), shape: [4, 1] },
      {
        epochs: 1,
        batchSize: 1,
        shuffle: false,
        optimizer: sgd({ learningRate: 0.1 }),
        averageWeights: 0.5,
        engine: compiled({ runtime, threads: 1 }),
      },
    );
    await expect(training).rejects.toThrow('step 3: the term `t` is not finite');
    // Two steps of w ← w − 0.1 / w, neither averaged nor taken back.
    const once = 1 - 0.1;
    expect(w.dataSync()[0]).toBeCloseTo(once - 0.1 / once, 6);
    expect(open()).toBe(0);
    w.dispose();
  });

  it('after trainings of two models at once, of which one fails and the other is as if alone', async () => {
    const { runtime, open } = counting();
    const engine = compiled({ runtime, threads: 1 });
    const trained = async (callbacks: FitOptions['callbacks'] & object = {}) => {
      const net = model();
      try {
        await fit(net, x, { ...options, engine, callbacks });
        return await readWeights(net);
      } finally {
        net.dispose();
      }
    };
    const alone = await trained();
    const failing = { onBatchEnd: (batch: number) => (batch === 1 ? Promise.reject(new Error('one of two')) : undefined) };
    const [one, two, three] = await Promise.allSettled([trained(), trained(failing), trained()]);
    expect(one).toEqual({ status: 'fulfilled', value: alone });
    expect(three).toEqual({ status: 'fulfilled', value: alone });
    expect(two).toMatchObject({ status: 'rejected', reason: { message: 'one of two' } });
    expect(open()).toBe(0);
  });
});

describe('a step of several players of which one is not finite moves none', () => {
  /** The gradient of player two is NaN where x is negative, its loss finite. */
  function duel(update: 'in turn' | 'together'): Trainable {
    const a = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
    const b = tf.tidy(() => tf.variable(tf.scalar(3)));
    return trainable({
      variables: { a, b },
      players: { one: { variables: ['a'] }, two: { variables: ['b'], update } },
      forward: ({ batch }) => ({
        terms: { t: tf.mul(tf.sum(a), tf.sum(batch.x, 1)) as tf.Tensor1D },
        losses: {
          one: tf.mul(tf.sum(tf.square(a)), b) as tf.Scalar,
          // Where x is negative the root is of 0, finite, and its slope 0 · ∞.
          two: tf.add(tf.mul(b, tf.sum(a)), tf.sqrt(tf.mul(tf.relu(tf.min(batch.x)), b))) as tf.Scalar,
        },
      }),
    });
  }

  const engines: Readonly<Record<string, () => Engine>> = {
    compiled: () => compiled({ threads: 1 }),
    eager: () => eager({ guard: 'host' }),
  };
  const cases = Object.keys(engines).flatMap((engine) =>
    (['in turn', 'together'] as const).map((update) => ({ engine, update })),
  );
  it.each(cases)('$engine, $update', async ({ engine, update }) => {
    const pair = duel(update);
    const step = await engines[engine]!().prepare(pair, adam(), { x: [1, 2] }, 1, { averageDecay: 0.9 });
    const run = async (value: number): Promise<void> => {
      const given = tf.fill([1, 2], value);
      const schedule = { learningRate: tf.scalar(0.1) };
      try {
        await step.run({ x: given }, {}, schedule);
      } finally {
        tf.dispose([given, schedule.learningRate]);
      }
    };
    await run(1);
    const of = async () => {
      step.sync();
      return [await readWeights(pair), await step.memory()];
    };
    const before = await of();
    const failure = run(-1);
    await expect(failure).rejects.toBeInstanceOf(NonFiniteError);
    await expect(failure).rejects.toThrow('step 2: the gradient of `b` is not finite');
    expect(await of()).toEqual(before);
    await run(1);
    expect(await of()).not.toEqual(before);
    step.dispose();
    tf.dispose(Object.values(pair.variables));
  });
});

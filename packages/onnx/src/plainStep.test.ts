import * as tf from '@tensorflow/tfjs';
import {
  adam,
  elbo,
  type Engine,
  type Examples,
  fit,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  readWeights,
  type TrainStep,
  vae,
} from '@vaekit/core';
import { linearWarmup } from '@vaekit/losses';
import { beforeAll, describe, expect, test } from 'vitest';
import { compiled } from './compiled.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const rows = 50;
const bytes = randomStream(3)
  .fillUniform(new Float32Array(rows * 64))
  .map((u) => Math.floor(256 * u));
const shape = [rows, 8, 8, 1];
const labels = { data: Int32Array.from({ length: rows }, (_, i) => i % 3), shape: [rows] };

const model = () =>
  vae({
    encoder: mlpEncoder({ input: [8, 8, 1], hidden: [12], latent: 3, dropout: 0.1 }),
    decoder: mlpDecoder({ latent: 3, hidden: [12], output: [8, 8, 1], batchNorm: true }),
    condition: { classes: 3 },
    objective: elbo({ beta: linearWarmup({ steps: 9, to: 1 }) }),
  });

/** The compiled engine without its step on arrays. */
function onTensors(): Engine {
  const engine = compiled({ threads: 1 });
  return {
    ...engine,
    async prepare(...request) {
      const { plain: _, ...step } = await engine.prepare(...request);
      return step;
    },
  };
}

async function train(engine: Engine, data: Examples) {
  const own = model();
  const { history } = await fit(own, data, {
    epochs: 3,
    batchSize: 16,
    optimizer: adam({ learningRate: 3e-3 }),
    engine,
    seed: 4,
  });
  const weights = await readWeights(own);
  own.dispose();
  return { history, weights };
}

describe('a step on plain arrays has the bits of the step on tensors', () => {
  test.each<[string, Examples]>([
    ['bytes', { x: { data: Uint8Array.from(bytes), shape }, y: labels }],
    ['dynamic bits', { x: { data: Uint8Array.from(bytes), shape }, y: labels, binarization: 'dynamic' }],
    [
      'numbers with gaps and weights',
      {
        x: { data: bytes.map((byte) => byte / 255), shape },
        y: labels,
        mask: { data: bytes.map((byte) => (byte % 5 === 0 ? 0 : 1)), shape },
        weight: { data: Float32Array.from({ length: rows }, (_, i) => 1 + (i % 2)), shape: [rows] },
      },
    ],
  ])('%s', async (_, data) => {
    const before = tf.memory().numTensors;
    expect(await train(compiled({ threads: 1 }), data)).toEqual(await train(onTensors(), data));
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('examples are written into the arrays that the step reads, and arrays of another length are refused', async () => {
  const own = model();
  const engine = compiled({ threads: 1 });
  const seen: boolean[] = [];
  let prepared: TrainStep | undefined;
  const watched: Engine = {
    ...engine,
    async prepare(...request) {
      prepared = await engine.prepare(...request);
      const { plain } = prepared;
      return {
        ...prepared,
        plain: {
          ...plain!,
          async run(batch, noise, schedule) {
            seen.push(['x', 'weight', 'y'].every((name) => batch[name]?.data === plain!.batch[name]));
            seen.push(Object.entries(plain!.noise).every(([name, array]) => noise[name] === array));
            await plain!.run(batch, noise, schedule);
          },
        },
      };
    },
  };
  const data = { x: { data: Uint8Array.from(bytes), shape }, y: labels };
  await fit(own, data, { epochs: 1, batchSize: 16, engine: watched, optimizer: adam() });
  expect(seen).toEqual(Array.from({ length: 8 }, () => true));
  await expect(prepared!.plain!.run({}, {}, {})).rejects.toThrow('compiled: this step was disposed');
  const step = await engine.prepare(own, adam(), { x: [16, 8, 8, 1], y: [16], weight: [16] }, rows);
  await expect(step.plain!.run({ x: { data: bytes, shape } }, {}, { learningRate: 1e-3 })).rejects.toThrow(
    'compiled: batch `x` has shape [50,8,8,1] but the step was compiled for 1024 numbers',
  );
  step.dispose();
  own.dispose();
});

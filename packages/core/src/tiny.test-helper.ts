import * as tf from '@tensorflow/tfjs';
import type { TrainStep } from './contract.js';
import { mlpDecoder, mlpEncoder, type MlpOptions } from './networks/mlp.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import type { Trainable } from './contract.js';
import type { PlainTensor } from '@vaekit-internal/base';
import type { Context, Peers } from './parts.js';
import { vae, type Vae, type VaeOptions } from './vae.js';

/** A 4-3-2 VAE. */
export function tinyVae(parts: Partial<VaeOptions> = {}, options: Partial<MlpOptions> = {}): Vae {
  const shared = { hidden: [3], activation: 'tanh', ...options } as const;
  return vae({
    encoder: mlpEncoder({ input: [4], latent: 2, ...shared }),
    decoder: mlpDecoder({ latent: 2, output: [4], ...shared }),
    ...parts,
  });
}

/** What a part is asked with about so many rows, outside of a model. */
export const tinyContext = (rows: number, more: Partial<Context> = {}): Context => ({
  rows,
  mode: 'train',
  schedule: {},
  modelSchedule: {},
  model: {} as Peers,
  ...more,
});

/** Values in [0, 1), `[rows, 4]`. */
export function tinyData(rows: number, seed: number = 7): PlainTensor<Float32Array> {
  return { data: randomStream(seed).fillUniform(new Float32Array(rows * 4)), shape: [rows, 4] };
}

/** One step on the given rows, with noise from a stream of the seed. */
export async function runOnce(
  step: TrainStep,
  model: Trainable,
  x: tf.Tensor,
  seed: number,
  more: Record<string, number> = {},
): Promise<void> {
  const noise = drawNoise(model.noise('train'), x.shape[0]!, randomStream(seed));
  const values = {
    ...Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, s]) => [name, s.at(0)])),
    learningRate: 0.01,
    ...more,
  };
  const schedule = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tf.scalar(value)]));
  try {
    await step.run({ x }, noise, schedule);
  } finally {
    tf.dispose([noise, schedule] as unknown as tf.TensorContainer);
  }
}

/** The largest difference over `1 + |expected|`. */
export function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  return Math.max(0, ...Array.from(expected, (value, i) => Math.abs(actual[i]! - value) / (1 + Math.abs(value))));
}

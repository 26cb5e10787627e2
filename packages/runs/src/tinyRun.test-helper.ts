import * as tf from '@tensorflow/tfjs';
import {
  describeVae,
  fit,
  type FitOptions,
  type FitResult,
  mlpDecoder,
  mlpEncoder,
  type PlainTensor,
  randomStream,
  type Vae,
  vae,
} from '@vaekit/core';
import { fitOptions, type RunConfig } from './runConfig.js';
import { epochMetrics } from './runMetrics.js';
import type { RunWriter } from './writeRun.js';

/** A 4-3-2 VAE. */
export const tinyVae = (): Vae =>
  vae({
    encoder: mlpEncoder({ input: [4], latent: 2, hidden: [3], activation: 'tanh' }),
    decoder: mlpDecoder({ latent: 2, output: [4], hidden: [3], activation: 'tanh' }),
  });

const rows = (count: number, seed: number): PlainTensor<Float32Array> => ({
  data: randomStream(seed).fillUniform(new Float32Array(count * 4)),
  shape: [count, 4],
});

export const training: PlainTensor = rows(20, 7);
export const validationData: PlainTensor = rows(6, 8);

/** The configuration of a run of {@link tinyVae}. */
export const tinyConfig = (model: Vae, epochs: number): RunConfig => ({
  format: 'vaekit-run',
  version: 2,
  versions: { vaekit: '0.0.0', tfjs: tf.version_core },
  options: { color: 'blue' },
  training: { epochs, batchSize: 5, seed: 3, optimizer: { kind: 'adam', learningRate: 0.01 }, selection: {} },
  backend: 'cpu',
  engine: { name: 'eager' },
  parameters: 49,
  quantity: 'nll',
  data: {
    name: 'rows',
    description: 'Rows of uniform numbers',
    source: 'made here',
    license: 'CC0-1.0',
    shape: [4],
    examples: { train: 20, validation: 6, test: 0 },
    sha256: 'none',
  },
  model: describeVae(model),
});

/** Trains a run and keeps every epoch. */
export const trainRun = (model: Vae, config: RunConfig, writer: RunWriter, more: Partial<FitOptions> = {}): Promise<FitResult> =>
  fit(model, training, {
    ...fitOptions(config),
    validationData,
    callbacks: {
      onEpochEnd: async (epoch, logs, control) => writer.saveEpoch(epochMetrics(epoch, logs, 0.5), await control.state()),
    },
    ...more,
  });

import * as tf from '@tensorflow/tfjs';
import { adam, batches, drawNoise, fit, mlp, randomStream, vae, type Vae } from '@vaekit/core';
import type { Lab } from '../../lab/lab.js';
import type { LabData } from '../../lab/labData.js';
import { activeOf, codeStatistics, type CodeStatistics } from './codeStatistics.js';

/** A training as it went, on held-out examples that stay the same. */
export interface NoiseCourse {
  /** The steps that were looked at, each about √2 times the one before. */
  readonly steps: readonly number[];
  readonly codes: readonly CodeStatistics[];
  /** The error of reconstructions from drawn codes, nats an example. */
  readonly reconstruction: readonly number[];
  /** Dimensions with a KL at the end. */
  readonly active: readonly number[];
}

const LATENT = 32;
const WATCHED = 256;

/** A VAE whose encoder begins with this log-variance. */
function startedAt(logVar: number, event: readonly number[], seed: number): Vae {
  const model = vae({ encoder: mlp({ hidden: [400] }), decoder: mlp({ hidden: [400] }), event, latent: LATENT, seed });
  const bias = model.variables['encoder/logVar/bias']!;
  tf.tidy(() => bias.assign(tf.fill(bias.shape, logVar)));
  return model;
}

/** Trains a VAE whose encoder begins with this log-variance, and watches its noise. */
export async function noiseCourse(lab: Lab, data: LabData, seed: number, logVar: number): Promise<NoiseCourse> {
  const { x, binarization } = data.train;
  const [batchSize, epochs] = [128, 20];
  const last = Math.ceil(x.shape[0]! / batchSize) * epochs;
  const doubled = Math.round(2 * Math.log2(last));
  const watched = new Set([...Array.from({ length: doubled }, (_, i) => Math.round(2 ** (i / 2))), last]);
  const event = x.shape.slice(1);
  const count = Math.min(WATCHED, data.test.x.shape[0]!);
  const held = {
    data: data.test.x.data.subarray(0, (data.test.x.data.length / data.test.x.shape[0]!) * count),
    shape: [count, ...event],
  };
  const model = startedAt(logVar, event, seed);
  const noise = drawNoise(model.noise('evaluate'), count, randomStream(seed).fork('watched'));
  const [steps, codes, reconstruction]: [number[], CodeStatistics[], number[]] = [[], [], []];
  const look = (step: number): void => {
    steps.push(step);
    codes.push(codeStatistics(model, held));
    const error = tf.tidy(() => {
      const batch = { x: tf.tensor(held.data as Float32Array, held.shape) };
      const pass = model.pass({ batch, noise, schedule: {}, mode: 'evaluate', dataSize: count });
      return tf.mean(pass.reconstruction()).dataSync()[0]!;
    });
    reconstruction.push(error);
  };
  try {
    lab.note(`training with log σ² from ${logVar}, seed ${seed}, ${epochs} epochs on ${data.key}`);
    await fit(model, batches({ x, binarization }, { batchSize, seed, reuse: true }), {
      epochs,
      batchSize,
      seed,
      engine: lab.engine,
      optimizer: adam({ learningRate: 1e-3 }),
      callbacks: {
        async onBatchEnd(_, { step }, control) {
          if (!watched.has(step)) return;
          // An engine may keep the weights elsewhere: asking for the state brings them into the model.
          await control.state();
          look(step);
        },
      },
    });
    return { steps, codes, reconstruction, active: activeOf(codes.at(-1)!) };
  } finally {
    tf.dispose(Object.values(noise));
    model.dispose();
  }
}

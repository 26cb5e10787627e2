import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { decode, encode, type Vae } from '@vaekit/core';
import type { Lab } from '../../lab/lab.js';
import { usual } from '../../lab/usual.js';
import { codeStatistics, median, noiseRatios } from './codeStatistics.js';
import { errorOf } from './errorOf.js';
import type { SampleJudge } from './sampleJudge.js';

/** What one seed says of noise with and without a KL. */
export interface Kept {
  /** By the names of the figures. */
  readonly values: Readonly<Record<string, number>>;
  /** σ over the standard deviation of μ of each active dimension. */
  readonly ratios: { readonly with: readonly number[]; readonly without: readonly number[] };
  /** Rows of ten: one digit decoded from ten draws of its code, then ten samples; with the KL, then without. */
  readonly images: PlainTensor;
}

const SHOWN = 10;

/** One digit from several draws of its code. */
function decodedDraws(model: Vae, { data, shape }: PlainTensor, seed: number): Float32Array {
  const size = data.length / shape[0]!;
  return tf.tidy(() => {
    const one = tf.tensor(data.subarray(0, size) as Float32Array, [1, ...shape.slice(1)]);
    const repeated = tf.tile(one, [SHOWN, ...shape.slice(1).map(() => 1)]);
    return decode(model, encode(model, repeated, { draw: true, seed })).dataSync() as Float32Array;
  });
}

/** Trains a VAE with the KL and without, and an autoencoder of the same networks, and measures their noise. */
export async function keptNoise(lab: Lab, judge: SampleJudge, seed: number): Promise<Kept> {
  const { x } = lab.images.test;
  const size = x.data.length / x.shape[0]!;
  const kl = await lab.trained(usual(lab, 'vae', seed));
  const none = await lab.trained(usual(lab, 'vae', seed, { beta: 0 }));
  const ae = await lab.trained(usual(lab, 'autoencoder', seed));
  const measured = async (model: Vae) => {
    const [drawn, center] = [errorOf(model, x, true, seed), errorOf(model, x, false, seed)];
    const { images, frechet } = await judge.samplesOf(model, seed);
    return {
      ratios: noiseRatios(codeStatistics(model, x)),
      error: drawn,
      noise: 100 * (1 - center / drawn),
      distance: frechet,
      rows: [decodedDraws(model, x, seed), images.data.subarray(0, size * SHOWN)],
    };
  };
  const [withKl, without] = [await measured(kl), await measured(none)];
  const images = new Float32Array(4 * SHOWN * size);
  [...withKl.rows, ...without.rows].forEach((row, i) => images.set(row, i * SHOWN * size));
  return {
    values: {
      'ratio, with KL': median(withKl.ratios),
      'ratio, without': median(without.ratios),
      'error, with KL': withKl.error,
      'error, without': without.error,
      'error, AE': errorOf(ae, x, false, seed),
      'noise’s part, with KL': withKl.noise,
      'noise’s part, without': without.noise,
      'distance, with KL': withKl.distance,
      'distance, without': without.distance,
    },
    ratios: { with: withKl.ratios, without: without.ratios },
    images: { data: images, shape: [4 * SHOWN, ...x.shape.slice(1)] },
  };
}

import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import type { Noise, NoiseSpec } from '../contract.js';
import type { RandomStream } from './randomStream.js';

/**
 * Draws the random inputs of one forward pass from a stream, in the order of the names.
 *
 * @param spec what to draw
 * @param batchSize the number of rows of a `per: 'example'` entry
 * @returns tensors by name; the caller disposes them
 */
export function drawNoise(spec: NoiseSpec, batchSize: number, stream: RandomStream): Noise {
  const noise: Record<string, tf.Tensor> = {};
  for (const name of Object.keys(spec).sort()) {
    const { shape, distribution, per } = spec[name]!;
    const full = per === 'example' ? [batchSize, ...shape] : [...shape];
    const values = new Float32Array(sizeFromShape(full));
    noise[name] = tf.tensor(distribution === 'normal' ? stream.fillNormal(values) : stream.fillUniform(values), full, 'float32');
  }
  return noise;
}

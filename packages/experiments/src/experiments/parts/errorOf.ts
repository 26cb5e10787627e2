import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { decode, encode, type Vae } from '@vaekit/core';

/** The mean of the squared distance of images from what comes back, from drawn codes or their centers. */
export function errorOf(model: Vae, { data, shape }: PlainTensor, draw: boolean, seed: number): number {
  return tf.tidy(() => {
    const x = tf.tensor(data as Float32Array, [...shape]);
    const back = decode(model, encode(model, x, draw ? { draw, seed } : {}));
    return tf.div(tf.sum(tf.squaredDifference(x, back)), shape[0]!).dataSync()[0]!;
  });
}

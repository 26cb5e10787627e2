import * as tf from '@tensorflow/tfjs';
import type { Vae } from '../vae.js';
import { decode } from './decode.js';
import { encode, type EncodeOptions } from './encode.js';

/**
 * Examples through the code and back: the mean of p(x|z) at the center of q(z|x), or with `draw` at a draw from it.
 *
 * @param x `[rows, ...event]`
 * @returns `[rows, ...event]`; the caller disposes it
 * @throws Error when shapes or labels do not fit the model
 */
export function reconstruct(model: Vae, x: tf.Tensor, options: EncodeOptions = {}): tf.Tensor {
  return tf.tidy(() => decode(model, encode(model, x, options), { labels: options.labels }));
}

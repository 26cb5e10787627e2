import * as tf from '@tensorflow/tfjs';
import { rememberSeed } from '../random/freshSeed.js';
import type { Vae } from '../vae.js';
import { decode } from './decode.js';
import { drawSeed } from './drawSeed.js';
import { encode, type EncodeOptions } from './encode.js';
import { requireModel } from '../requireModel.js';

/**
 * Examples through the code and back: the mean of p(x|z) at the center of q(z|x), or with `draw` at a draw from it.
 *
 * @param x `[rows, ...event]`
 * @returns `[rows, ...event]`; the caller disposes it
 * @throws Error when shapes or labels do not fit the model
 */
export function reconstruct(model: Vae, x: tf.Tensor, options: EncodeOptions = {}): tf.Tensor {
  requireModel('reconstruct', model, ['encodeParameters', 'decodeParameters']);
  const { labels, draw } = options;
  const seed = drawSeed('reconstruct', options);
  const examples = tf.tidy(() => decode(model, encode(model, x, { labels, draw, seed }), { labels }));
  return seed === undefined ? examples : rememberSeed(examples, seed);
}

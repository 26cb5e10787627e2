import * as tf from '@tensorflow/tfjs';
import { drawNoise } from '../random/drawNoise.js';
import { rememberSeed } from '../random/freshSeed.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { drawSeed } from './drawSeed.js';
import { checkRows, labelContext, type Labels } from './labels.js';
import { requireModel } from '../requireModel.js';

/** Options of {@link decode}. */
export interface DecodeOptions {
  /** Needed where the decoder is conditioned on labels. */
  readonly labels?: Labels | undefined;
  /** Draw x from p(x|z). Default false: its mean. */
  readonly draw?: boolean | undefined;
  /** The seed of a draw. Default: a fresh one, which `seedOf` tells. */
  readonly seed?: number | undefined;
}

/**
 * Examples from codes: the mean of p(x|z), or a draw from it.
 *
 * @param z `[rows, ...latent]`
 * @returns `[rows, ...event]`; the caller disposes it
 * @throws Error when shapes or labels do not fit the model, or a `seed` is given without `draw`
 */
export function decode(model: Vae, z: tf.Tensor, options: DecodeOptions = {}): tf.Tensor {
  requireModel('decode', model, ['decodeParameters']);
  const { labels } = options;
  const seed = drawSeed('decode', options);
  const examples = tf.tidy(() => {
    const rows = checkRows('decode', 'z', z, model.latent);
    const context =
      model.decoder.inputShapes.length === 1 ? model.context(undefined, rows) : labelContext('decode', model, labels, rows);
    const outputs = model.decodeParameters(z, context.condition);
    if (seed === undefined) return tf.clone(model.likelihood.mean(outputs));
    return model.likelihood.draw(outputs, drawNoise(model.likelihood.noise(), rows, randomStream(seed).fork('decode')));
  });
  return seed === undefined ? examples : rememberSeed(examples, seed);
}

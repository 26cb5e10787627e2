import * as tf from '@tensorflow/tfjs';
import type { DiagonalMoments } from '../parts.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { checkRows, labelContext, type Labels } from './labels.js';

/** Options of {@link encode}. */
export interface EncodeOptions {
  /** Needed where the encoder is conditioned on labels. */
  readonly labels?: Labels | undefined;
  /** Draw from q(z|x) with this seed. Default: its center. */
  readonly seed?: number | undefined;
}

// A label-free encoder needs no labels, even where the prior does.
const contextFor = (caller: string, model: Vae, labels: Labels | undefined, rows: number) =>
  model.encoder.inputShapes.length === 1 && labels === undefined ? { rows } : labelContext(caller, model, labels, rows);

/**
 * Codes of examples: the center of q(z|x), or a draw from it.
 *
 * @param x `[rows, ...event]`
 * @returns `[rows, ...latent]`; the caller disposes it
 * @throws Error when shapes or labels do not fit the model
 */
export function encode(model: Vae, x: tf.Tensor, options: EncodeOptions = {}): tf.Tensor {
  const { labels, seed } = options;
  return tf.tidy(() => {
    const rows = checkRows('encode', 'x', x, model.event);
    const { outputs } = model.encodeParameters(x, contextFor('encode', model, labels, rows));
    if (seed === undefined) return tf.clone(model.posterior.center(outputs));
    return model.posterior.draw(outputs, drawNoise(model.posterior.noise(1), rows, randomStream(seed).fork('encode')), 1);
  });
}

/**
 * Mean and log-variance of q(z|x), both `[rows, ...latent]`; the caller disposes them.
 *
 * @throws Error when the posterior is not a diagonal normal, or shapes or labels do not fit the model
 */
export function posteriorMoments(
  model: Vae,
  x: tf.Tensor,
  options: { readonly labels?: Labels | undefined } = {},
): DiagonalMoments {
  const { moments } = model.posterior;
  if (moments === undefined)
    throw new Error(`posteriorMoments: the posterior (${model.config.posterior.kind}) is not a diagonal normal`);
  return tf.tidy(() => {
    const rows = checkRows('posteriorMoments', 'x', x, model.event);
    const { mean, logVar } = moments(
      model.encodeParameters(x, contextFor('posteriorMoments', model, options.labels, rows)).outputs,
    );
    return { mean: tf.clone(mean), logVar: tf.clone(logVar) };
  });
}

import * as tf from '@tensorflow/tfjs';
import { diagonalMoments, type DiagonalMoments } from '../family.js';
import { withJoint } from '../openPass.js';
import { repeatedParameters } from '../repeatedParameters.js';
import type { Context } from '../parts.js';
import { drawNoise } from '../random/drawNoise.js';
import { intensityTensor } from '../training/describedValues.js';
import { drawSeed } from './drawSeed.js';
import { rememberSeed } from '../random/freshSeed.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { checkRows, labelContext, type Labels } from './labels.js';
import { requireModel } from '../requireModel.js';

/** Options of {@link encode}. */
export interface EncodeOptions {
  /** Needed where the encoder is conditioned on labels. */
  readonly labels?: Labels | undefined;
  /** Draw from q(z|x). Default false: its center. */
  readonly draw?: boolean | undefined;
  /** The seed of a draw. Default: a fresh one, which `seedOf` tells. */
  readonly seed?: number | undefined;
}

// A label-free encoder needs no labels, even where the prior does.
const encoderContext = (caller: string, model: Vae, labels: Labels | undefined, rows: number): Context =>
  model.encoder.inputShapes.length === 1 && labels === undefined
    ? model.context(undefined, rows)
    : labelContext(caller, model, labels, rows);

/**
 * Codes of examples: the center of q(z|x), or a draw from it.
 *
 * @param x `[rows, ...event]`; whole numbers of images are intensities, divided by 255 as `fit` does
 * @returns `[rows, ...latent]`; the caller disposes it
 * @throws Error when shapes or labels do not fit the model, or a `seed` is given without `draw`
 */
export function encode(model: Vae, x: tf.Tensor, options: EncodeOptions = {}): tf.Tensor {
  requireModel('encode', model, ['encodeParameters']);
  const { labels } = options;
  const seed = drawSeed('encode', options);
  const codes = tf.tidy(() => {
    const rows = checkRows('encode', 'x', x, model.event);
    const context = encoderContext('encode', model, labels, rows);
    const parameters = model.encodeParameters(intensityTensor(x, model), context.condition);
    if (seed === undefined) return tf.clone(model.posterior.center(parameters, context));
    const noise = drawNoise(model.posterior.noise('evaluate'), rows, randomStream(seed).fork('encode'));
    const joint = withJoint(context, model, intensityTensor(x, model));
    return tf.clone(model.posterior.draw(repeatedParameters(model, parameters), noise, joint).z);
  });
  return seed === undefined ? codes : rememberSeed(codes, seed);
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
  requireModel('posteriorMoments', model, ['encodeParameters']);
  return tf.tidy(() => {
    const rows = checkRows('posteriorMoments', 'x', x, model.event);
    const context = encoderContext('posteriorMoments', model, options.labels, rows);
    const family = model.posterior.family?.(model.encodeParameters(intensityTensor(x, model), context.condition), context);
    const { mean, logVar } = diagonalMoments('posteriorMoments', `the posterior (${model.config.posterior.kind})`, family);
    return { mean: tf.clone(mean), logVar: tf.clone(logVar) };
  });
}

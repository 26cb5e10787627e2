import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { contextFor } from '../ownScalars.js';
import { drawNoise } from '../random/drawNoise.js';
import { freshSeed, rememberSeed } from '../random/freshSeed.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { decode } from './decode.js';
import { labelContext, type Labels } from './labels.js';
import { requireModel, requireOptions } from '../requireModel.js';

/** Options of {@link sample} and {@link samplePrior}. */
export interface SampleOptions {
  /** Default: as many as there are labels, or rows of numbers; else 1. */
  readonly count?: number;
  /** One class a sample, where the model is conditioned on labels; the numbers of each sample, row by row, where on numbers. */
  readonly labels?: Labels | undefined;
  /** Scales the prior's standard deviation. Default 1: the prior itself; 0: its center. */
  readonly temperature?: number;
  /** Default: a fresh one from the platform's cryptographic source; `seedOf(samples)` tells it, to draw the same again. */
  readonly seed?: number | undefined;
  /** Draw x from p(x|z) instead of taking its mean. Default false. */
  readonly draw?: boolean | undefined;
}

const rowsOf = ({ conditionWidth = 1 }: Vae, labels: Labels): number =>
  Math.max(1, Math.floor((labels instanceof tf.Tensor ? labels.size : labels.length) / conditionWidth));

/**
 * Codes from the prior: `z ~ p(z)` or `p(z|y)`, its standard deviation times `temperature`.
 *
 * @returns `[count, ...latent]`; the caller disposes it
 * @throws RangeError when `temperature` is negative or a label out of range; Error when labels are missing or miscounted
 */
export function samplePrior(model: Vae, options: SampleOptions = {}): tf.Tensor {
  requireModel('sample', model, ['context']);
  requireOptions('sample', options, '{ count: 16 }');
  const { labels, count = labels === undefined ? 1 : rowsOf(model, labels), temperature = 1, seed = freshSeed() } = options;
  requireCount('sample', 'count', count);
  if (!(temperature >= 0 && Number.isFinite(temperature)))
    throw new RangeError(`sample: \`temperature\` is ${temperature}; expected a number of at least 0`);
  const codes = tf.tidy(() => {
    const { classes, conditional } = model.prior;
    const context =
      classes === undefined && conditional !== true
        ? model.context(undefined, count)
        : labelContext('sample', model, labels, count);
    const noise = drawNoise(model.prior.noise(model), count, randomStream(seed).fork('sample'));
    return model.prior.draw(noise, contextFor('prior', context), temperature);
  });
  return rememberSeed(codes, seed);
}

/**
 * Examples from the model: codes from the prior, decoded to the mean of p(x|z) (or, with `draw`, a draw from it).
 *
 * @returns `[count, ...event]`; the caller disposes it
 * @throws RangeError when `temperature` is negative or a label out of range; Error when labels are missing or miscounted
 */
export function sample(model: Vae, options: SampleOptions = {}): tf.Tensor {
  requireModel('sample', model, ['decodeParameters', 'context']);
  requireOptions('sample', options, '{ count: 16 }');
  const { labels, seed = freshSeed(), draw = false } = options;
  const examples = tf.tidy(() =>
    decode(model, samplePrior(model, { ...options, seed }), { labels, ...(draw ? { draw, seed } : {}) }),
  );
  return rememberSeed(examples, seed);
}

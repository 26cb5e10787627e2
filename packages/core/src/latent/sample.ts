import * as tf from '@tensorflow/tfjs';
import { requireCount } from '../networks/networkOptions.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import type { Vae } from '../vae.js';
import { decode } from './decode.js';
import { labelContext, type Labels } from './labels.js';

/** Options of {@link sample} and {@link samplePrior}. */
export interface SampleOptions {
  /** Default: the number of labels, or 1. */
  readonly count?: number;
  /** One class a sample, where the model is conditioned on labels. */
  readonly labels?: Labels | undefined;
  /** Scales the prior's standard deviation. Default 1: the prior itself; 0: its center. */
  readonly temperature?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Draw x from p(x|z) instead of taking its mean. Default false. */
  readonly drawEvent?: boolean;
}

/**
 * Codes from the prior: `z ~ p(z)` or `p(z|y)`, its standard deviation times `temperature`.
 *
 * @returns `[count, ...latent]`; the caller disposes it
 * @throws RangeError when `temperature` is negative or a label out of range; Error when labels are missing or miscounted
 */
export function samplePrior(model: Vae, options: SampleOptions = {}): tf.Tensor {
  const {
    labels,
    count = labels === undefined ? 1 : labels instanceof tf.Tensor ? labels.size : labels.length,
    temperature = 1,
    seed = 0,
  } = options;
  requireCount('sample', 'count', count);
  if (!(temperature >= 0 && Number.isFinite(temperature)))
    throw new RangeError(`sample: \`temperature\` is ${temperature}; expected a number of at least 0`);
  return tf.tidy(() => {
    const context =
      model.prior.classes === undefined ? model.context(undefined, count) : labelContext('sample', model, labels, count);
    return model.prior.draw(drawNoise(model.prior.noise(), count, randomStream(seed).fork('sample')), context, temperature);
  });
}

/**
 * Examples from the model: codes from the prior, decoded to the mean of p(x|z) (or, with `drawEvent`, a draw from it).
 *
 * @returns `[count, ...event]`; the caller disposes it
 * @throws RangeError when `temperature` is negative or a label out of range; Error when labels are missing or miscounted
 */
export function sample(model: Vae, options: SampleOptions = {}): tf.Tensor {
  const { labels, seed = 0, drawEvent = false } = options;
  return tf.tidy(() => decode(model, samplePrior(model, options), { labels, ...(drawEvent ? { seed } : {}) }));
}

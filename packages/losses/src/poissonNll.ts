import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { digamma } from './digamma.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { logGamma } from './logGamma.js';
import { checkMask, type MaskOptions } from './mask.js';

/**
 * The Poisson negative log-likelihood of counts, with its constant, `Σ [exp(r) − x·r + log x!]`, r the logarithm of the rate.
 *
 * @param logRate r, `[batch, …event]`
 * @param x counts, not negative, the shape of `logRate`
 * @param options `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when the shapes differ or there is no batch axis
 */
export function poissonNll(logRate: tf.Tensor, x: tf.Tensor, options: MaskOptions = {}): tf.Tensor1D {
  const { mask } = options;
  checkShapes('poissonNll', { logRate, x }, 'the decoder must put out one rate for every value of `x`');
  checkMask('poissonNll', x, mask);
  return inFloat([logRate, x], (logRate, x) =>
    eventSum(
      [logRate, x],
      (logRate, x) => tf.add(tf.sub(tf.exp(logRate), tf.mul(x, logRate)), logGamma(tf.add(x, 1))),
      (logRate, x) => [tf.sub(tf.exp(logRate), x), tf.sub(digamma(tf.add(x, 1)), logRate)],
      mask,
    ),
  );
}

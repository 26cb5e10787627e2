import * as tf from '@tensorflow/tfjs';
import { broadcastWidth, checkPositive } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { checkMask, type MaskOptions } from './mask.js';

/** The width of a Laplace likelihood: a fixed scale b, or a learned `log b`; and a mask. */
export type LaplaceNllOptions = MaskOptions & ({ scale: number } | { logScale: tf.Tensor });

/**
 * The Laplace negative log-likelihood with its constant, `Σ [|x − mean|/b + log b + log 2]`.
 *
 * The slope at x = mean is taken as 0.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `{ scale }`, a positive number, or `{ logScale }`, a tensor `log b` of the shape of `mean`, `[1, …event]` for one that all
 *   examples share, or a scalar or `[1]` for all values; `mask`
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or `scale` is not a positive finite number
 */
export function laplaceNll(mean: tf.Tensor, x: tf.Tensor, options: LaplaceNllOptions): tf.Tensor1D {
  checkShapes('laplaceNll', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  const { mask } = options;
  checkMask('laplaceNll', x, mask);
  if ('scale' in options) checkPositive('laplaceNll', 'scale', options.scale);
  return tf.tidy(() => {
    const logScale =
      'scale' in options
        ? tf.fill(mean.shape, Math.log(options.scale))
        : broadcastWidth('laplaceNll', 'logScale', options.logScale, mean);
    return eventSum(
      [mean, tf.cast(x, 'float32'), logScale],
      (mean, x, logScale) => tf.add(tf.add(tf.mul(tf.abs(tf.sub(x, mean)), tf.exp(tf.neg(logScale))), logScale), Math.LN2),
      (mean, x, logScale) => {
        const inverse = tf.exp(tf.neg(logScale));
        const distance = tf.sub(mean, x);
        const slope = tf.mul(tf.sign(distance), inverse);
        return [slope, tf.neg(slope), tf.sub(1, tf.mul(tf.abs(distance), inverse))];
      },
      mask,
    );
  });
}

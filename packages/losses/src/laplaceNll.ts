import * as tf from '@tensorflow/tfjs';
import { broadcastWidth, checkPositive } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';
import { sign } from './sign.js';
import { timesExp } from './timesExp.js';

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
  const given = 'scale' in options ? undefined : options.logScale;
  checkMask('laplaceNll', x, mask);
  if ('scale' in options) checkPositive('laplaceNll', 'scale', options.scale);
  return inFloat([mean, x, given], (mean, x, given) => {
    const logScale =
      'scale' in options ? tf.fill(mean.shape, Math.log(options.scale)) : broadcastWidth('laplaceNll', 'logScale', given!, mean);
    return eventSum(
      [mean, x, logScale],
      (mean, x, logScale) => tf.add(tf.add(timesExp(tf.abs(tf.sub(x, mean)), tf.neg(logScale)), logScale), Math.LN2),
      (mean, x, logScale) => {
        const distance = tf.sub(mean, x);
        const slope = timesExp(sign(distance), tf.neg(logScale));
        return [slope, tf.neg(slope), tf.sub(1, timesExp(tf.abs(distance), tf.neg(logScale)))];
      },
      mask,
    );
  });
}

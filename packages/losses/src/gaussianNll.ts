import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { checkShapes } from './checkShapes.js';
import { sumEvent } from './sumEvent.js';

/** The width of a Gaussian likelihood: a fixed standard deviation, or a learned `log sigma²` (one for all, one for every pixel, or one for every value). */
export type GaussianNllOptions = { sigma: number } | { logVar: tf.Tensor };

const halfLog2Pi = 0.9189385332046727;

/**
 * The Gaussian negative log-likelihood with its constant, `Σ [½ (x − mean)² / sigma² + ½ log sigma² + ½ log 2π]`.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `{ sigma }`, a positive number, or `{ logVar }`, a tensor `log sigma²` of the shape of `mean`,
 *   `[1, …event]` for one sigma a pixel that all examples share, or a scalar or `[1]` for all values
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or `sigma` is not a positive finite number
 * @see Kingma and Welling 2014, appendix C.2, equation 12
 */
export function gaussianNll(mean: tf.Tensor, x: tf.Tensor, options: GaussianNllOptions): tf.Tensor1D {
  checkShapes('gaussianNll', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  const size = sizeFromShape(mean.shape.slice(1));
  if ('sigma' in options) {
    const { sigma } = options;
    if (!(sigma > 0 && sigma < Infinity))
      throw new RangeError(`gaussianNll: \`sigma\` is ${sigma}; it must be positive and finite`);
    return tf.tidy(() => {
      const scaled = tf.div(tf.sub(x, mean), sigma);
      return tf.add(tf.mul(sumEvent(tf.square(scaled)), 0.5), size * (Math.log(sigma) + halfLog2Pi));
    });
  }
  const { logVar } = options;
  if (!logVar) throw new TypeError('gaussianNll: give `{ sigma }`, a positive number, or `{ logVar }`, a tensor');
  if (logVar.size === 1 && logVar.rank <= 1) {
    return tf.tidy(() => {
      const shared = tf.reshape(logVar, []);
      const scaled = tf.mul(sumEvent(tf.square(tf.sub(x, mean))), tf.exp(tf.neg(shared)));
      return tf.add(tf.mul(tf.add(scaled, tf.mul(shared, size)), 0.5), size * halfLog2Pi);
    });
  }
  if (`${logVar.shape}` !== `${[1, ...mean.shape.slice(1)]}`)
    checkShapes('gaussianNll', { mean, logVar }, 'give one `logVar` for every value of `mean`, or a scalar for all of them');
  return tf.tidy(() => {
    const scaled = tf.mul(tf.square(tf.sub(x, mean)), tf.exp(tf.neg(logVar)));
    return tf.add(tf.mul(sumEvent(tf.add(scaled, logVar)), 0.5), size * halfLog2Pi);
  });
}

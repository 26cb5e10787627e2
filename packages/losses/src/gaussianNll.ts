import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { broadcastWidth } from './broadcastWidth.js';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';
import { sumEvent } from './sumEvent.js';
import { timesExp } from './timesExp.js';

/**
 * The width of a Gaussian likelihood: a fixed standard deviation, or a learned `log sigma²` (one for all, one for every pixel, or one for every value);
 * and a mask.
 */
export type GaussianNllOptions = MaskOptions & ({ sigma: number } | { logVar: tf.Tensor });

const halfLog2Pi = 0.9189385332046727;

/**
 * The Gaussian negative log-likelihood with its constant, `Σ [½ (x − mean)² / sigma² + ½ log sigma² + ½ log 2π]`.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `{ sigma }`, a positive number, or `{ logVar }`, a tensor `log sigma²` of the shape of `mean`,
 *   `[1, …event]` for one sigma a pixel that all examples share, or a scalar or `[1]` for all values; `mask`: a learned sigma is one of what was observed
 * @returns `[batch]`, in nats, summed over the event axes
 * @throws when shapes differ, there is no batch axis, or `sigma` is not a positive finite number
 * @see Kingma and Welling 2014, appendix C.2, equation 12
 */
export function gaussianNll(mean: tf.Tensor, x: tf.Tensor, options: GaussianNllOptions): tf.Tensor1D {
  checkShapes('gaussianNll', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  const { mask } = options;
  checkMask('gaussianNll', x, mask);
  const size = sizeFromShape(mean.shape.slice(1));
  if ('sigma' in options) {
    const { sigma } = options;
    if (!(sigma > 0 && sigma < Infinity))
      throw new RangeError(`gaussianNll: \`sigma\` is ${sigma}; it must be positive and finite`);
    if (mask) return widthNll(mean, x, [2 * Math.log(sigma)], mask);
    return inFloat([mean, x], (mean, x) => {
      const scaled = tf.div(tf.sub(x, mean), sigma);
      return tf.add(tf.mul(sumEvent(tf.square(scaled)), 0.5), size * (Math.log(sigma) + halfLog2Pi));
    });
  }
  const { logVar } = options;
  if (!logVar) throw new TypeError('gaussianNll: give `{ sigma }`, a positive number, or `{ logVar }`, a tensor');
  const single = logVar.size === 1 && logVar.rank <= 1;
  if (!single && `${logVar.shape}` !== `${[1, ...mean.shape.slice(1)]}`)
    checkShapes('gaussianNll', { mean, logVar }, 'give one `logVar` for every value of `mean`, or a scalar for all of them');
  return widthNll(mean, x, logVar, mask);
}

/** With `log sigma²` of each value, or of all; of what was observed: neither the square of a missing value counts, nor its logarithm and constant. */
function widthNll(mean: tf.Tensor, x: tf.Tensor, width: tf.Tensor | number[], mask: tf.Tensor | undefined): tf.Tensor1D {
  return inFloat([mean, x, width], (mean, x, width) =>
    eventSum(
      [mean, x, broadcastWidth('gaussianNll', 'logVar', width, mean)],
      (mean, x, logVar) => {
        const scaled = tf.square(timesExp(tf.sub(x, mean), tf.mul(logVar, -0.5)));
        return tf.add(tf.mul(tf.add(scaled, logVar), 0.5), halfLog2Pi);
      },
      (mean, x, logVar) => {
        const inverse = tf.mul(logVar, -0.5);
        const scaled = timesExp(tf.sub(mean, x), inverse);
        const pull = timesExp(scaled, inverse);
        return [pull, tf.neg(pull), tf.mul(tf.sub(1, tf.square(scaled)), 0.5)];
      },
      mask,
    ),
  );
}

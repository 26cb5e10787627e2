import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { eventSum } from './eventSum.js';
import { inFloat } from './inFloat.js';
import { checkMask, type MaskOptions } from './mask.js';
import { sumEvent } from './sumEvent.js';

/**
 * The squared error `Σ (x − mean)²`: the Gaussian negative log-likelihood of `sigma² = ½` (`sigma = Math.SQRT1_2`) without its constant,
 * `½ log π` for every value. With another sigma in mind, use `gaussianNll`: the factor decides how much the divergence weighs beside it.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @param options `mask`
 * @returns `[batch]`, in nats up to that constant, summed (not averaged) over the event axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix C.2, equation 12, with sigma² = ½
 */
export function squaredError(mean: tf.Tensor, x: tf.Tensor, options: MaskOptions = {}): tf.Tensor1D {
  const { mask } = options;
  checkShapes('squaredError', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  checkMask('squaredError', x, mask);
  return inFloat([mean, x], (mean, x) => {
    if (mask === undefined) return sumEvent(tf.square(tf.sub(x, mean)));
    return eventSum(
      [mean, x],
      (mean, x) => tf.square(tf.sub(x, mean)),
      (mean, x) => [tf.mul(tf.sub(mean, x), 2), tf.mul(tf.sub(x, mean), 2)],
      mask,
    );
  });
}

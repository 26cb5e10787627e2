import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { sumEvent } from './sumEvent.js';

/**
 * The squared error `Σ (x − mean)²`: the Gaussian negative log-likelihood of `sigma² = ½` (`sigma = Math.SQRT1_2`) without its constant,
 * `½ log π` for every value. With another sigma in mind, use `gaussianNll`: the factor decides how much the divergence weighs beside it.
 *
 * @param mean `[batch, …event]`
 * @param x observations, the shape of `mean`
 * @returns `[batch]`, in nats up to that constant, summed (not averaged) over the event axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix C.2, equation 12, with sigma² = ½
 */
export function squaredError(mean: tf.Tensor, x: tf.Tensor): tf.Tensor1D {
  checkShapes('squaredError', { mean, x }, 'the decoder must put out one mean for every value of `x`');
  return tf.tidy(() => sumEvent(tf.square(tf.sub(x, mean))));
}

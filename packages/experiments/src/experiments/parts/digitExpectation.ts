import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { posteriorMoments, type Vae, withGradientMends } from '@vaekit/core';
import type { Expectation } from './gradientEstimates.js';

/** E_q(z|x)[log p(x|z)] of a trained model, for its own q(z|x) of some examples. */
export function reconstructionOf(model: Vae, x: PlainTensor): Expectation {
  const rows = x.shape[0]!;
  const width = model.latent[0]!;
  const [mean, logVar] = tf.tidy(() => {
    const moments = posteriorMoments(model, tf.tensor(x.data, [...x.shape]));
    return [moments.mean.dataSync(), moments.logVar.dataSync()] as const;
  });
  return {
    rows,
    width,
    logVar,
    evaluate: (eps, copies) =>
      tf.tidy(() => {
        const sigma = tf.exp(tf.mul(tf.tensor(logVar, [1, rows, width]), 0.5));
        const noise = tf.mul(sigma, tf.tensor(eps, [copies, rows, width]));
        const z = tf.reshape(tf.add(tf.tensor(mean, [1, rows, width]), noise), [copies * rows, width]);
        const target = tf.tile(tf.tensor(x.data, [...x.shape]), [copies, ...x.shape.slice(1).map(() => 1)]);
        const logDensity = (code: tf.Tensor): tf.Tensor1D =>
          tf.neg(model.likelihood.negativeLogDensity(model.decodeParameters(code), target));
        const slope = withGradientMends(() => tf.grad((code: tf.Tensor) => tf.sum(logDensity(code)))(z));
        return { value: logDensity(z).dataSync(), slope: slope.dataSync() };
      }),
  };
}

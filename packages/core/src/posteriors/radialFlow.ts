import * as tf from '@tensorflow/tfjs';
import { columns, type FlowStep, positiveAroundOne } from './flowStep.js';

/** `z + β·(z − c)/(α + r)` and the logarithm of its determinant, `[rows]`. @param center c, `[rows, d]` @param alpha α, `[rows, 1]` @param beta β, `[rows, 1]` */
export function radialMove(z: tf.Tensor, center: tf.Tensor, alpha: tf.Tensor, beta: tf.Tensor): ReturnType<FlowStep['apply']> {
  const d = z.shape[1]!;
  const away = tf.sub(z, center);
  // At the center itself a root has no slope.
  const r = tf.sqrt(tf.maximum(tf.sum(tf.square(away), 1, true), 1e-12));
  const h = tf.div(1, tf.add(alpha, r));
  const bh = tf.mul(beta, h);
  const around = tf.mul(tf.log(tf.add(1, bh)), d - 1);
  const logDet = tf.add(around, tf.log(tf.add(1, tf.mul(bh, tf.mul(alpha, h)))));
  return { z: tf.add(z, tf.mul(bh, away)), logDet: tf.reshape(logDet, [-1]) };
}

/**
 * A radial flow, `z + β·(z − c)/(α + r)` with `r = |z − c|`, which moves codes toward c or away from it: parameters c (d numbers), a and b.
 *
 * It can be inverted where `β ≥ −α`: `α = softplus(a + log(e − 1))`, `β = α·(softplus(b + log(e − 1)) − 1)`. b = 0 changes nothing.
 *
 * `log det = (d − 1)·log(1 + β·h) + log(1 + β·α·h²)` with `h = 1/(α + r)`; the second is that of the radius alone, `1 + β·h − β·r·h²`.
 *
 * @see Rezende and Mohamed 2015, "Variational inference with normalizing flows", equation 14 and appendix A.2
 */
export const radialFlow: FlowStep = {
  width: (d) => d + 2,
  apply(z, parameters) {
    const d = z.shape[1]!;
    const center = columns(parameters, 0, d);
    const alpha = positiveAroundOne(columns(parameters, d, 1));
    const beta = tf.mul(alpha, tf.sub(positiveAroundOne(columns(parameters, d + 1, 1)), 1));
    return radialMove(z, center, alpha, beta);
  },
};

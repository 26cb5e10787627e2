import * as tf from '@tensorflow/tfjs';
import type { Context, KeptMetric, Peers } from '../parts.js';

/** The metric that the posterior keeps. @throws Error when it has none */
export function keptMetric({ posterior }: Peers): KeptMetric {
  if (posterior.metric !== undefined) return posterior.metric;
  throw new Error(
    'riemannianUniform: the posterior of this model has no metric; fit it to a model with riemannianHamiltonian(), or fit another prior, such as mixtureOfNormals()',
  );
}

/** A place of the metric for each row. */
export function startOf(u: tf.Tensor, { model, rows }: Context): tf.Tensor {
  const { centroids } = keptMetric(model);
  const count = centroids.shape[0]!;
  const place = tf.minimum(tf.floor(tf.mul(tf.reshape(u, [rows]), count)), count - 1);
  return tf.matMul(
    tf.cast(tf.oneHot(tf.cast(place, 'int32') as tf.Tensor1D, count), 'float32') as tf.Tensor2D,
    centroids as tf.Tensor2D,
  );
}

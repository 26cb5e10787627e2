import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/**
 * 1 where `holds` of the inputs, else 0, with no slope: a step has none, and tfjs, which has no gradient for comparisons, would throw where a
 * gradient that contains one is differentiated again.
 */
export function indicator(inputs: tf.Tensor[], holds: (...inputs: tf.Tensor[]) => tf.Tensor): tf.Tensor {
  return withGradient(
    inputs,
    (...given) => tf.cast(holds(...given), 'float32'),
    (_, ...given) => given.map((input) => tf.zerosLike(input)),
  );
}

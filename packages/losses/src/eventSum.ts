import * as tf from '@tensorflow/tfjs';
import { sumEvent } from './sumEvent.js';
import { withGradient } from './withGradient.js';

/**
 * `Σ terms(...inputs)` over the event, `[batch, …event] -> [batch]`, with `slopes`, the derivative of each term in each input, written out.
 *
 * One node on the tape: tfjs spends two passes on the derivative of every sum, and keeps every intermediate of a composed term.
 *
 * @param inputs tensors of one shape, `[batch, …event]`
 * @param terms the terms, elementwise
 * @param slopes their derivatives, one for each input, of tf operations (so that the second derivative exists)
 */
export function eventSum(
  inputs: tf.Tensor[],
  terms: (...inputs: tf.Tensor[]) => tf.Tensor,
  slopes: (...inputs: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor1D {
  return withGradient(
    inputs,
    (...given) => sumEvent(terms(...given)),
    (dy, ...given) => {
      const each = tf.reshape(
        dy,
        given[0]!.shape.map((length, axis) => (axis ? 1 : length)),
      );
      return slopes(...given).map((slope) => tf.mul(slope, each));
    },
  );
}

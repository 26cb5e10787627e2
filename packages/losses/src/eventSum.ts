import * as tf from '@tensorflow/tfjs';
import { ofObserved } from './ofObserved.js';
import { sumEvent } from './sumEvent.js';

/**
 * `Σ terms(...inputs)` over the event, `[batch, …event] -> [batch]`, with `slopes`, the derivative of each term in each input, written out.
 *
 * One node on the tape: tfjs spends two passes on the derivative of every sum, and keeps every intermediate of a composed term.
 *
 * @param inputs tensors of one shape, `[batch, …event]`, or with more axes behind it
 * @param terms the terms, elementwise, `[batch, …event]`
 * @param slopes their derivatives, one for each input, of tf operations (so that the second derivative exists)
 * @param mask `[batch, …event]`, 1 where a value was observed; without it, all were
 */
export function eventSum(
  inputs: tf.Tensor[],
  terms: (...inputs: tf.Tensor[]) => tf.Tensor,
  slopes: (...inputs: tf.Tensor[]) => tf.Tensor[],
  mask?: tf.Tensor | undefined,
): tf.Tensor1D {
  return ofObserved(
    inputs,
    mask,
    (keep, ...given) => sumEvent(keep(terms(...given))),
    (_, dy, ...given) => {
      const each = eachRow(dy, given[0]!.rank);
      return slopes(...given).map((slope) => tf.mul(slope, slope.rank === each.rank ? each : eachRow(dy, slope.rank)));
    },
  );
}

/** One number a row, to multiply with a tensor of that rank. */
export function eachRow(values: tf.Tensor, rank: number): tf.Tensor {
  return tf.reshape(values, [values.size, ...Array.from({ length: rank - 1 }, () => 1)]);
}

import * as tf from '@tensorflow/tfjs';
import { observed } from './mask.js';
import { withGradient } from './withGradient.js';

/** A tensor with 0 wherever values are missing. */
export type Keep = (tensor: tf.Tensor) => tf.Tensor;

/**
 * {@link withGradient} of what was observed. `value` and `gradient` see 0 in the place of every missing number of every input, which is harmless in
 * each (logits, means and log-scales of 0; 0 is a bit, a count, a class), so that nothing infinite arises for a second derivative either; and the
 * gradient is 0 there. `value` has to `keep` its terms before it adds them up. Without a mask, nothing of this happens.
 *
 * @param inputs tensors whose first axes are those of `mask`
 * @param mask 1 where a value was observed, 0 where it is missing; or undefined
 */
export function ofObserved<T extends tf.Tensor>(
  inputs: tf.Tensor[],
  mask: tf.Tensor | undefined,
  value: (keep: Keep, ...inputs: tf.Tensor[]) => T,
  gradient: (keep: Keep, dy: T, ...inputs: tf.Tensor[]) => tf.Tensor[],
): T {
  // The mask is an input too: what a gradient needs must be saved, or it is gone by then.
  const masks = mask === undefined ? [] : [tf.cast(mask, 'float32')];
  const parted = (given: tf.Tensor[]): [keep: Keep, own: tf.Tensor[], masks: tf.Tensor[]] => {
    const [own, masks] = [given.slice(0, inputs.length), given.slice(inputs.length)];
    const keep: Keep = (tensor) => masks.reduce((kept, mask) => observed(kept, mask), tensor);
    return [keep, own.map(keep), masks];
  };
  return withGradient(
    [...inputs, ...masks],
    (...given) => {
      const [keep, own] = parted(given);
      return value(keep, ...own);
    },
    (dy, ...given) => {
      const [keep, own, masks] = parted(given);
      return [...gradient(keep, dy, ...own).map(keep), ...masks.map((mask) => tf.zeros(mask.shape))];
    },
  );
}

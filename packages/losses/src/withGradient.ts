import * as tf from '@tensorflow/tfjs';

/**
 * `value(...inputs)` with `gradient(dy, ...inputs)` in the place of the derivative that the tape would find.
 *
 * Only the inputs are saved, and `gradient` is made of tf operations: so its own derivative exists and is right
 * (a saved output would be cut off from the tape, and second derivatives would silently lose a part).
 */
export function withGradient<T extends tf.Tensor>(
  inputs: tf.Tensor[],
  value: (...inputs: tf.Tensor[]) => T,
  gradient: (dy: T, ...inputs: tf.Tensor[]) => tf.Tensor[],
): T {
  const f = tf.customGrad<T>((...passed) => {
    (passed.pop() as tf.GradSaveFunc)(inputs);
    return { value: value(...(passed as tf.Tensor[])), gradFunc: (dy, saved) => gradient(dy, ...saved) };
  });
  return f(...inputs);
}

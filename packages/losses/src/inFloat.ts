import * as tf from '@tensorflow/tfjs';

type Given = tf.Tensor | number[] | number[][] | undefined;
type Floats<A> = { [K in keyof A]: A[K] extends tf.Tensor | undefined ? A[K] : tf.Tensor };

/**
 * `tf.tidy` of `body`, which gets every tensor as float32: the first statement of every function here. Kernels on int32 wrap around on the CPU backend,
 * and on WASM some read the bits of integers as those of floats.
 *
 * @param given tensors of any dtype, or plain numbers; what is undefined stays so
 */
export function inFloat<const A extends readonly Given[], R extends tf.TensorContainer>(
  given: A,
  body: (...given: Floats<A>) => R,
): R {
  return tf.tidy(() => body(...(given.map((one) => (one === undefined ? one : toFloat(one))) as Floats<A>)));
}

/** A tensor of float32; without an operation where it is one. */
function toFloat(given: tf.Tensor | number[] | number[][]): tf.Tensor {
  return given instanceof tf.Tensor && given.dtype === 'float32' ? given : tf.cast(given, 'float32');
}

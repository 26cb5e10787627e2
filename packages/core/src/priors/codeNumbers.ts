import * as tf from '@tensorflow/tfjs';
import type { Context, Peers } from '../parts.js';
import { nearestCodes } from '../posteriors/codebook.js';

/**
 * The codebook of a model, `[codes, d]`.
 *
 * @param caller the prior whose error it is
 * @throws Error when the posterior has none, or one of another size
 */
export function codebookOf(caller: string, { posterior }: Peers, codes: number): tf.Tensor2D {
  const book = posterior.state?.['codebook'] as tf.Tensor | undefined;
  if (book === undefined)
    throw new Error(
      `${caller}: the codes of this model are not out of a codebook; fit it to a model with vectorQuantized(), or fit another prior, such as mixtureOfNormals() or diffusion()`,
    );
  if (book.shape[0] !== codes)
    throw new Error(`${caller}: \`codes\` is ${codes} but the codebook of the model has ${book.shape[0]}; give the same number`);
  return book as tf.Tensor2D;
}

/** The codes of rows as one-hot rows, `[rows, places, codes]`. */
export function oneHotCodes(z: tf.Tensor, book: tf.Tensor2D): tf.Tensor3D {
  const [codes, d] = book.shape;
  const rows = z.shape[0]!;
  const numbers = tf.reshape(nearestCodes(z, book), [-1]) as tf.Tensor1D;
  return tf.reshape(tf.cast(tf.oneHot(numbers, codes), 'float32'), [rows, z.size / rows / d, codes]);
}

/** The vectors of one-hot codes `[rows, places, codes]`, `[rows, ...latent]`. */
export const vectorsOf = (hot: tf.Tensor, book: tf.Tensor2D, { rows }: Context, latent: readonly number[]): tf.Tensor =>
  tf.reshape(tf.matMul(tf.reshape(hot, [-1, book.shape[0]]) as tf.Tensor2D, book), [rows, ...latent]);

/**
 * A draw of the last axis by Gumbel's trick, `argmax(l + t·g)`, g = −log(−log u): from the softmax of l/t, the likeliest where t is 0.
 *
 * @param logits of the shape of `uniform`, or broadcast to it
 * @returns one-hot, of the shape of `uniform`
 */
export function drawnCodes(logits: tf.Tensor, uniform: tf.Tensor, temperature: number): tf.Tensor {
  // u keeps away from 0 and 1, where a logarithm is infinite.
  const gumbel = tf.neg(tf.log(tf.neg(tf.log(tf.add(tf.mul(uniform, 1 - 2e-7), 1e-7)))));
  const chosen = tf.argMax(tf.add(logits, tf.mul(gumbel, temperature)), -1);
  const codes = uniform.shape.at(-1)!;
  return tf.reshape(tf.cast(tf.oneHot(tf.reshape(chosen, [-1]) as tf.Tensor1D, codes), 'float32'), uniform.shape);
}

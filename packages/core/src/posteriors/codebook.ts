import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { claimParameters } from '../saving/parameterCount.js';

/** Codes, how much of the data each of them has, and the sums of that data. */
export interface Codebook<T extends tf.Tensor = tf.Tensor> {
  /** `[K, d]`. */
  readonly codebook: T;
  /** `[K]`. */
  readonly counts: T;
  /** `[K, d]`. */
  readonly sums: T;
}

/** Vectors that codes are moved to, each with its weight. */
export interface WeightedVectors {
  /** `[n, d]`. */
  readonly vectors: tf.Tensor2D;
  /** `[n]`; what has weight 0 counts nothing. */
  readonly weight: tf.Tensor1D;
}

// Keeps the mean of a code without data finite.
const EPSILON = 1e-5;

/**
 * The number of the nearest code, `argmin_k |v − e_k|²`, the first where several are; `|v|²`, common to all codes, is left out.
 *
 * @param vectors `[…, d]`
 * @param codebook `[K, d]`: a model's `state['posterior/codebook']` with `vectorQuantized()`
 * @returns `[…]`, whole numbers from 0 to K − 1
 * @throws Error when the widths differ
 */
export function nearestCodes(vectors: tf.Tensor, codebook: tf.Tensor): tf.Tensor {
  const [codes, d] = codebook.shape as [number, number];
  if (codebook.rank !== 2 || vectors.shape.at(-1) !== d) {
    throw new Error(
      `nearestCodes: \`vectors\` has shape [${vectors.shape.join(',')}] and \`codebook\` [${codebook.shape.join(',')}]; expected […,d] and [codes,d]`,
    );
  }
  return tf.tidy(() => {
    const products = tf.matMul(tf.reshape(vectors, [-1, d]), codebook as tf.Tensor2D, false, true);
    const lengths = tf.reshape(tf.sum(tf.square(codebook), 1), [1, codes]);
    return tf.reshape(tf.argMin(tf.sub(lengths, tf.mul(products, 2)), 1), vectors.shape.slice(0, -1));
  });
}

/** Codes before there is data: uniform in ±1/K, K codes of d numbers one after the other. */
export const seededCodes = (codes: number, d: number, seed: number): Float32Array =>
  randomStream(seed)
    .fork('posterior/codebook')
    .fillUniform(new Float32Array(codes * d))
    .map((u) => (2 * u - 1) / codes);

/** A codebook of {@link seededCodes}, each with a count of 1. */
export function seededCodebook(codes: number, d: number, seed: number): Codebook<tf.Variable> {
  claimParameters('the codebook', [codes, 2 * d + 1]);
  return tf.tidy(() => {
    const [codebook, counts] = [tf.tensor2d(seededCodes(codes, d, seed), [codes, d]), tf.ones([codes])];
    const sums = tf.mul(codebook, tf.reshape(counts, [codes, 1]));
    return { codebook: tf.variable(codebook, false), counts: tf.variable(counts, false), sums: tf.variable(sums, false) };
  });
}

/**
 * `count` of the vectors at equal distances in the order they have, as if a vector of weight w lay there w times: no vector twice where the weights are
 * 0 and 1 and there are enough. `offset` in [0, 1) says where to begin.
 */
export function pickedVectors({ vectors, weight }: WeightedVectors, count: number, offset: tf.Tensor | number): tf.Tensor {
  const end = tf.cumsum(weight);
  const fractions = tf.div(tf.add(tf.range(0, count, 1, 'float32'), offset), count);
  // count − 1 + offset may be rounded to count, past the last vector.
  const places = tf.mul(tf.minimum(fractions, 1 - 1e-6), tf.max(end));
  const behind = (edge: tf.Tensor): tf.Tensor =>
    tf.cast(tf.greater(tf.reshape(edge, [1, -1]), tf.reshape(places, [count, 1])), 'float32');
  const picks = tf.sub(behind(end), behind(tf.sub(end, weight)));
  return tf.matMul(picks as tf.Tensor2D, vectors);
}

/**
 * One step of the moving averages: `N_k ← γ N_k + (1−γ) n_k`, `m_k ← γ m_k + (1−γ) Σ v`, `e_k = m_k / Ñ_k` with
 * `Ñ_k = (N_k + ε) ΣN / (ΣN + K ε)`.
 *
 * @param choice one-hot, `[n, K]`: each vector's code
 */
export function movedCodebook(
  { counts, sums }: Codebook,
  { vectors, weight }: WeightedVectors,
  choice: tf.Tensor,
  decay: number,
): Codebook {
  const codes = counts.shape[0]!;
  const mine = tf.mul(choice, tf.reshape(weight, [-1, 1]));
  const average = (old: tf.Tensor, now: tf.Tensor): tf.Tensor => tf.add(tf.mul(old, decay), tf.mul(now, 1 - decay));
  const nextCounts = average(counts, tf.sum(mine, 0));
  const nextSums = average(sums, tf.matMul(mine as tf.Tensor2D, vectors, true));
  const total = tf.sum(nextCounts);
  const smoothed = tf.mul(tf.add(nextCounts, EPSILON), tf.div(total, tf.add(total, codes * EPSILON)));
  return { codebook: tf.div(nextSums, tf.reshape(smoothed, [codes, 1])), counts: nextCounts, sums: nextSums };
}

/** Codes whose count is below `threshold` of an even share are moved to `candidates` `[K, d]`, with the count of an even share. */
export function revivedCodebook(book: Codebook, candidates: tf.Tensor, threshold: number): Codebook {
  const codes = book.counts.shape[0]!;
  const share = tf.mean(book.counts);
  const dead = tf.less(book.counts, tf.mul(share, threshold));
  const deadRow = tf.reshape(dead, [codes, 1]);
  return {
    codebook: tf.where(deadRow, candidates, book.codebook),
    counts: tf.where(dead, share, book.counts),
    sums: tf.where(deadRow, tf.mul(candidates, share), book.sums),
  };
}

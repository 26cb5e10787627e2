import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from '@vaekit/losses';
import type { Pass } from '../pass.js';
import { stopGradient } from '../stopGradient.js';
import { shuffledColumns } from './shuffledColumns.js';

/** What {@link lossesInHalves} takes besides codes. */
export interface HalvesRequest {
  /** `[batch]`. */
  readonly reconstruction: tf.Tensor1D;
  /** `[batch]`. */
  readonly kl: tf.Tensor1D;
  readonly gamma: number;
  /** The discriminator's logits of codes, `[rows, 1]`. */
  logitsOf(codes: tf.Tensor): tf.Tensor;
}

/**
 * The losses of FactorVAE as the largest collection in Python trains it: bound and estimate are those of the second half of a batch, the shuffled codes
 * those of the first; and the encoder minimizes the discriminator's loss too, whose gradient reaches its codes there. Scalars, each half by the weights of its rows; one without any counts nothing.
 */
export function lossesInHalves(
  { rows, weight = tf.ones([rows]) }: Pass,
  codes: tf.Tensor2D,
  { reconstruction, kl, gamma, logitsOf }: HalvesRequest,
): Record<'discriminator' | 'model', tf.Scalar> {
  const half = Math.floor(rows / 2);
  const [others, own] = tf.split(codes, [half, rows - half]) as [tf.Tensor2D, tf.Tensor2D];
  const [weightOfOthers, weightOfOwn] = tf.split(weight, [half, rows - half]) as [tf.Tensor1D, tf.Tensor1D];
  const logits = logitsOf(own);
  const shuffled = logitsOf(stopGradient(shuffledColumns(others, weightOfOthers)));
  const mean = (values: tf.Tensor, by: tf.Tensor1D): tf.Scalar =>
    tf.div(tf.sum(tf.mul(tf.reshape(values, [-1]), by)), tf.maximum(tf.sum(by), 1e-6)) as tf.Scalar;
  const surprises = [bernoulliNll(logits, tf.onesLike(logits)), bernoulliNll(shuffled, tf.zerosLike(shuffled))] as const;
  const both = tf.add(mean(surprises[0], weightOfOwn), mean(surprises[1], weightOfOthers));
  const discriminator = tf.mul(both, 0.5) as tf.Scalar;
  const bound = mean(tf.slice(tf.add(reconstruction, kl), half), weightOfOwn);
  return { discriminator, model: tf.addN([bound, tf.mul(mean(logits, weightOfOwn), gamma), discriminator]) as tf.Scalar };
}

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
 * those of the first; and the encoder minimizes the discriminator's loss too, whose gradient reaches its codes there. Scalars; no weights.
 */
export function lossesInHalves(
  { rows }: Pass,
  codes: tf.Tensor2D,
  { reconstruction, kl, gamma, logitsOf }: HalvesRequest,
): Record<'discriminator' | 'model', tf.Scalar> {
  const half = Math.floor(rows / 2);
  const [others, own] = tf.split(codes, [half, rows - half]) as [tf.Tensor2D, tf.Tensor2D];
  const logits = logitsOf(own);
  const shuffled = logitsOf(stopGradient(shuffledColumns(others, tf.ones([half]))));
  const mean = (values: tf.Tensor): tf.Scalar => tf.mean(values) as tf.Scalar;
  const surprises = [bernoulliNll(logits, tf.onesLike(logits)), bernoulliNll(shuffled, tf.zerosLike(shuffled))] as const;
  const discriminator = tf.mul(tf.add(mean(surprises[0]), mean(surprises[1])), 0.5) as tf.Scalar;
  const bound = mean(tf.slice(tf.add(reconstruction, kl), half));
  return { discriminator, model: tf.addN([bound, tf.mul(mean(logits), gamma), discriminator]) as tf.Scalar };
}

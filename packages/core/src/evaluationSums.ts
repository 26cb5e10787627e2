import * as tf from '@tensorflow/tfjs';
import type { Batch, EvaluationSums, Noise, Trainable } from './contract.js';
import { withGradientMends } from './gradients/withGradientMends.js';
import { lossOf } from './lossOf.js';
import { playersOf } from './players.js';

/** The sums of a batch in evaluation mode, with the schedules at their final values. Called inside a tidy. @param caller the name that messages begin with */
export function evaluationSums(
  caller: string,
  model: Trainable,
  { batch, noise, dataSize }: { readonly batch: Batch; readonly noise: Noise; readonly dataSize: number },
): EvaluationSums<tf.Scalar> {
  const schedule = Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]));
  // The engines see tfjs with the mends, so a model that differentiates in its forward pass has them here too.
  const outcome = withGradientMends(() => model.forward({ batch, noise, schedule, mode: 'evaluate', dataSize }));
  const weight = batch.weight ?? (tf.ones([batch.x.shape[0]!]) as tf.Tensor1D);
  const mean = lossOf(caller, outcome, Object.keys(playersOf(model))[0]!, batch);
  const examples = tf.sum(weight) as tf.Scalar;
  return {
    examples,
    loss: tf.mul(mean, examples),
    terms: Object.fromEntries(
      Object.entries(outcome.terms).map(([name, term]) => [name, tf.sum(tf.mul(term, weight)) as tf.Scalar]),
    ),
  };
}

import type * as tf from '@tensorflow/tfjs';
import type { Peers } from './parts.js';
import { repeatRows } from './repeatRows.js';

/** A posterior's parameters as its `draw` takes them: what it computes once per example, the rows of each example `samples` times. */
export function repeatedParameters(
  { posterior }: Pick<Peers, 'posterior'>,
  parameters: readonly tf.Tensor[],
  samples = 1,
): tf.Tensor[] {
  return (posterior.perExample?.(parameters) ?? parameters).map((parameter) => repeatRows(parameter, samples));
}

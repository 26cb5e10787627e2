import * as tf from '@tensorflow/tfjs';
import { batches, type ExamplesInMemory as TrainedExamples } from '@vaekit/core';
import { type Examples, type PlainTensor, take } from '@vaekit/datasets';

/** Examples as the model sees them: intensities from 0 to 1, bits drawn once. */
export interface ExampleArrays {
  readonly x: PlainTensor<Float32Array>;
  readonly y?: Int32Array;
  readonly condition?: PlainTensor<Float32Array>;
}

/** Examples as the model is given them: where it is conditioned on numbers, these in place of labels. */
export function asGiven(examples: Examples): TrainedExamples {
  return examples.condition === undefined ? examples : { ...examples, y: examples.condition };
}

/** What was observed of examples, 1, and what is missing, 0; absent where all was. The caller disposes it. */
export const maskTensor = ({ mask, x }: Pick<Examples, 'mask' | 'x'>): tf.Tensor | undefined =>
  mask && tf.tensor(Float32Array.from(mask.data), [...x.shape]);

/** The first `count` examples (all unless said) in the model's scale; dynamic bits are drawn from `seed`. */
export function exampleArrays(
  examples: Examples,
  options: { readonly count?: number; readonly seed?: number } = {},
): ExampleArrays {
  const { count = examples.x.shape[0]!, seed = 0 } = options;
  const some = count < examples.x.shape[0]! ? take(examples, count) : examples;
  const [batch] = batches(some, { batchSize: some.x.shape[0]!, shuffle: false, seed }).epoch(0);
  const { x, y } = batch!;
  const { condition } = some;
  return { x, ...(y === undefined ? {} : { y: Int32Array.from(y.data) }), ...(condition === undefined ? {} : { condition }) };
}

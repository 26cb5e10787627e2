import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';

/** One number for all elements of an event, or one for each. */
export type ElementNumbers = number | readonly number[];

/** Mean and deviation as tensors that broadcast over examples, made where they are used. */
export interface MeanAndDeviation {
  m(): tf.Tensor;
  s(): tf.Tensor;
}

const listed = (value: ElementNumbers): readonly number[] => (typeof value === 'number' ? [value] : [...value]);

/**
 * Checks means and deviations of elements in the name of `caller`; what it returns checks them against an event.
 *
 * @throws RangeError when a deviation is not positive or a number is not finite
 */
export function elementNumbers(
  caller: string,
  mean: ElementNumbers,
  deviation: ElementNumbers,
): (event: readonly number[]) => MeanAndDeviation {
  const lists = { mean: listed(mean), deviation: listed(deviation) };
  const wrongMean = lists.mean.find((value) => !Number.isFinite(value));
  if (wrongMean !== undefined) throw new RangeError(`${caller}: \`mean\` has ${wrongMean}; expected finite numbers`);
  const wrong = lists.deviation.find((value) => !(value > 0 && Number.isFinite(value)));
  if (wrong !== undefined) throw new RangeError(`${caller}: \`deviation\` has ${wrong}; expected positive numbers`);
  return (event) => {
    const size = sizeFromShape(event);
    for (const [name, list] of Object.entries(lists)) {
      if (list.length !== 1 && list.length !== size)
        throw new Error(`${caller}: \`${name}\` has ${list.length} numbers; expected 1 or ${size}, one for each element`);
    }
    const constant = (list: readonly number[]) => (): tf.Tensor =>
      list.length === 1 ? tf.scalar(list[0]!) : tf.tensor(Float32Array.from(list), [1, ...event]);
    return { m: constant(lists.mean), s: constant(lists.deviation) };
  };
}

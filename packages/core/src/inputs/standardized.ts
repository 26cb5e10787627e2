import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { InputTransform } from '../parts.js';

/** Options of {@link standardized}. */
export interface StandardizedOptions {
  /** The mean of the training data: one for all elements, or one for each element of the event. */
  readonly mean: number | readonly number[];
  /** The deviation, likewise; above 0. */
  readonly deviation: number | readonly number[];
}

/**
 * Shows the encoder `(x − mean) / deviation`, element by element.
 *
 * @throws RangeError when a deviation is not positive or a number is not finite; when it is built, Error unless there is one number, or one for each
 *   element of the event
 */
export const standardized: PartFactory<InputTransform, [options: StandardizedOptions]> = /* @__PURE__ */ partFactory({
  role: 'input',
  kind: 'standardized',
  example: { parts: { input: { kind: 'standardized', mean: 0.4, deviation: [0.5, 1, 2, 0.5, 1, 2] } } },
  make: standardizedInput,
});

const listed = (value: number | readonly number[]): readonly number[] => (typeof value === 'number' ? [value] : [...value]);

function standardizedInput({ mean, deviation }: StandardizedOptions): InputTransform {
  const [means, deviations] = [listed(mean), listed(deviation)];
  const wrongMean = means.find((value) => !Number.isFinite(value));
  if (wrongMean !== undefined) throw new RangeError(`standardized: \`mean\` has ${wrongMean}; expected finite numbers`);
  const wrong = deviations.find((value) => !(value > 0 && Number.isFinite(value)));
  if (wrong !== undefined) throw new RangeError(`standardized: \`deviation\` has ${wrong}; expected positive numbers`);
  return {
    config: { kind: 'standardized', mean, deviation },
    build({ event }) {
      const size = sizeFromShape(event);
      for (const [name, list] of Object.entries({ mean: means, deviation: deviations })) {
        if (list.length !== 1 && list.length !== size)
          throw new Error(`standardized: \`${name}\` has ${list.length} numbers; expected 1 or ${size}, one for each element`);
      }
      const constant = (list: readonly number[]): tf.Tensor | number =>
        list.length === 1 ? list[0]! : tf.tensor(Float32Array.from(list), [1, ...event]);
      return { apply: (x) => tf.div(tf.sub(x, constant(means)), constant(deviations)) };
    },
  };
}

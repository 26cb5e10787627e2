import * as tf from '@tensorflow/tfjs';
import { type ElementNumbers, elementNumbers } from '../elementNumbers.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { InputTransform } from '../parts.js';

/** Options of {@link standardized}. */
export interface StandardizedOptions {
  /** The mean of the training data: one for all elements, or one for each element of the event. */
  readonly mean: ElementNumbers;
  /** The deviation, likewise; above 0. */
  readonly deviation: ElementNumbers;
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

function standardizedInput({ mean, deviation }: StandardizedOptions): InputTransform {
  const numbers = elementNumbers('standardized', mean, deviation);
  return {
    config: { kind: 'standardized', mean, deviation },
    build({ event }) {
      const { m, s } = numbers(event);
      return { apply: (x) => tf.div(tf.sub(x, m()), s()) };
    },
  };
}
